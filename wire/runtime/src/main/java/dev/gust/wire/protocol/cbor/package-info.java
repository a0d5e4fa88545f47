/** CBOR documents of shapes, and the rpcv2Cbor protocol. */
@NullMarked
package dev.gust.wire.protocol.cbor;

import org.jspecify.annotations.NullMarked;
