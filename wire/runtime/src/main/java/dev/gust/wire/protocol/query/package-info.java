/** The awsQuery protocol: forms in, XML out. */
@NullMarked
package dev.gust.wire.protocol.query;

import org.jspecify.annotations.NullMarked;
