/** Event patterns: read, checked, and matched against events. Plain rules without a store. */
@NullMarked
package dev.gust.services.events.pattern;

import org.jspecify.annotations.NullMarked;
