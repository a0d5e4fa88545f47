/**
 * The {@code gust} commands that talk to a running server, over HTTP only. The server's own start is no part of this: the launcher
 * script starts {@code dev.gust.server.Main} directly, so that it loads no command-line library.
 */
@NullMarked
package dev.gust.cli;

import org.jspecify.annotations.NullMarked;
