/** What functions have used, call by call: from here bills and metrics are made. */
@NullMarked
package dev.gust.services.ports.usage;

import org.jspecify.annotations.NullMarked;
