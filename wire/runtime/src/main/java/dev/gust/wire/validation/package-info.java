/** Checks inputs against the constraints of the model, and says what is wrong in AWS's words. */
@NullMarked
package dev.gust.wire.validation;

import org.jspecify.annotations.NullMarked;
