/** Where functions' processes live: the launcher's sandboxes, and bubblewrap or plain processes where there are none. */
@NullMarked
package dev.gust.functions.sandbox;

import org.jspecify.annotations.NullMarked;
