/** Functions' code and layers: unpacked once, kept by content. */
@NullMarked
package dev.gust.functions.code;

import org.jspecify.annotations.NullMarked;
