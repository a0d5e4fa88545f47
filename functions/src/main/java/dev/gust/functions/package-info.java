/**
 * Running functions in sandboxed environments: what a caller says and gets. Nothing here knows of AWS's API; the words
 * (memory size, timeout, handler, layers, request id) are those of Lambda's execution model, which functions are written
 * against.
 *
 * <p>{@link dev.gust.functions.FunctionHost} is the door; {@code dev.gust.functions.host} is what stands behind it.
 */
@NullMarked
package dev.gust.functions;

import org.jspecify.annotations.NullMarked;
