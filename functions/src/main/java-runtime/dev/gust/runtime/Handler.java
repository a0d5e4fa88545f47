package dev.gust.runtime;

import com.amazonaws.services.lambda.runtime.Context;

/** A function's handler: bytes in, bytes out. */
interface Handler {
    byte[] handle(byte[] frame, int from, int length, Context context) throws Failure;
}
