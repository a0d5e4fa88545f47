package dev.gust.functions.code;

import java.util.regex.Pattern;

/** A package of code or a layer, named by its content: the SHA-256 of the archive in small hexadecimal digits. */
public record PackageId(String value) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public PackageId {
        if (!SHA_256.matcher(value).matches()) {
            throw new IllegalArgumentException("A package id is 64 hexadecimal digits, got " + value);
        }
    }
}
