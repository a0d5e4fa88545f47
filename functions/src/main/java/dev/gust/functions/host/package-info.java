/** The host: the pool's rules, the sandboxes and the channels put together. Threads and time are here, decisions are not. */
@NullMarked
package dev.gust.functions.host;

import org.jspecify.annotations.NullMarked;
