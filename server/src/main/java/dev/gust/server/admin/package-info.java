/** What the commands ask of a running server, under {@code /_gust/}, and what tools poll. */
@NullMarked
package dev.gust.server.admin;

import org.jspecify.annotations.NullMarked;
