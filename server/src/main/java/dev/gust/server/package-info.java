/**
 * The server: everything put together. {@link dev.gust.server.Main} is the program, {@link dev.gust.server.ServiceCatalog}
 * the one place that names services.
 */
@NullMarked
package dev.gust.server;

import org.jspecify.annotations.NullMarked;
