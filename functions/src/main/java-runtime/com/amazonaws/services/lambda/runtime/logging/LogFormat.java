package com.amazonaws.services.lambda.runtime.logging;

import java.util.Locale;

/** How log events look. */
public enum LogFormat {
    JSON,
    TEXT;

    public static LogFormat fromString(String text) {
        try {
            return valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Invalid log format: '" + text + "' expected one of [JSON, TEXT]", e);
        }
    }
}
