/** The operations of a service, who calls them and what they refuse. */
@NullMarked
package dev.gust.wire.operation;

import org.jspecify.annotations.NullMarked;
