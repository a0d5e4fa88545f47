/** What a shape of a service looks like: kinds, members, names on the wire, constraints. Data only; codecs walk it. */
@NullMarked
package dev.gust.wire.schema;

import org.jspecify.annotations.NullMarked;
