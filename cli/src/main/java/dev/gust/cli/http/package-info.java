/** HTTP as the commands need it: one request after the other, to a server that is nearly always on this machine. */
@NullMarked
package dev.gust.cli.http;

import org.jspecify.annotations.NullMarked;
