/**
 * HTTP/1.1 on Netty, one virtual thread per request. Bytes of path, query and headers stay as they came (read as
 * Latin-1, so that every byte survives), because signatures cover them; every wait and every size has a bound, and
 * each bound has its answer.
 */
@NullMarked
package dev.gust.server.http;

import org.jspecify.annotations.NullMarked;
