/** Documents of shapes in the formats that one streaming parser reads: JSON and CBOR. */
@NullMarked
package dev.gust.wire.protocol.document;

import org.jspecify.annotations.NullMarked;
