package com.amazonaws.services.lambda.runtime;

/** What appenders and the runtime agree on. */
public final class LambdaRuntimeInternal {
    private static volatile boolean useLog4jAppender;

    private LambdaRuntimeInternal() {}

    public static void setLogger(LambdaLogger logger) {
        LambdaRuntime.logger = logger;
    }

    public static void setUseLog4jAppender(boolean use) {
        useLog4jAppender = use;
    }

    public static boolean getUseLog4jAppender() {
        return useLog4jAppender;
    }
}
