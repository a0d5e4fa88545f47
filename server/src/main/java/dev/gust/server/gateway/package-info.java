/**
 * What a request goes through between HTTP and a service: {@link dev.gust.server.gateway.Gateway} is the table of
 * contents. Which service is meant stands in one table, {@link dev.gust.server.gateway.ServiceTable}.
 */
@NullMarked
package dev.gust.server.gateway;

import org.jspecify.annotations.NullMarked;
