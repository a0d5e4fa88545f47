/** Calls of AWS operations as any client makes them: signed, over HTTP, to whatever endpoint is given. */
@NullMarked
package dev.gust.cli.aws;

import org.jspecify.annotations.NullMarked;
