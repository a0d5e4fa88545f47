package com.amazonaws.services.lambda.runtime;

/** A handler of objects, which are JSON outside. */
public interface RequestHandler<I, O> {
    O handleRequest(I input, Context context);
}
