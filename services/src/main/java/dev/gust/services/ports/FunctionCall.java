package dev.gust.services.ports;

import dev.gust.base.Arn;
import org.jspecify.annotations.Nullable;

/**
 * One synchronous call.
 *
 * @param function the function's ARN, with version or alias where one is meant
 * @param caller the service principal on whose behalf the call is made, such as {@code apigateway.amazonaws.com}
 * @param sourceArn the resource that caused the call; the function's resource policy is asked about it
 */
@SuppressWarnings("ArrayRecordComponent")
public record FunctionCall(
        Arn function,
        byte[] payload,
        String caller,
        @Nullable Arn sourceArn,
        @Nullable String traceHeader) {}
