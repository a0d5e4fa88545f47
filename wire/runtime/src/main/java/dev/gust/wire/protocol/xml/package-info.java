/** XML documents of shapes. */
@NullMarked
package dev.gust.wire.protocol.xml;

import org.jspecify.annotations.NullMarked;
