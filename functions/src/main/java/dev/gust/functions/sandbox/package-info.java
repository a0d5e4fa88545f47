/** Where functions' processes live: the launcher's sandboxes, and what stands in for them where there are none. */
@NullMarked
package dev.gust.functions.sandbox;

import org.jspecify.annotations.NullMarked;
