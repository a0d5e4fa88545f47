/** JSON documents of shapes, and the awsJson protocols 1.0 and 1.1. */
@NullMarked
package dev.gust.wire.protocol.json;

import org.jspecify.annotations.NullMarked;
