/** The restXml protocol, with S3's own ways. */
@NullMarked
package dev.gust.wire.protocol.restxml;

import org.jspecify.annotations.NullMarked;
