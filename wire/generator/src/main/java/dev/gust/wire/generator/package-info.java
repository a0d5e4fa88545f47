/** Writes the Java of a service from its compact model, at build. */
@NullMarked
package dev.gust.wire.generator;

import org.jspecify.annotations.NullMarked;
