/**
 * Signature Version 4, both ways: requests are verified on the bytes that came, and signed for our own commands and
 * tests. Whose key it is, and what it may do, is decided elsewhere.
 */
@NullMarked
package dev.gust.wire.auth;

import org.jspecify.annotations.NullMarked;
