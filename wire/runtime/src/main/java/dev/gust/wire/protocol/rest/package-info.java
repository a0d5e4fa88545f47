/** What the REST protocols share: routes, and members in paths, queries, headers and bodies. */
@NullMarked
package dev.gust.wire.protocol.rest;

import org.jspecify.annotations.NullMarked;
