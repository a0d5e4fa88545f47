package dev.gust.functions.code;

/** A package of code or a layer, named by its content: the SHA-256 of the archive in small hexadecimal digits. */
public record PackageId(String value) {
    static final int DIGITS = 64;

    public PackageId {
        if (value.length() != DIGITS || !value.chars().allMatch(PackageId::isDigit)) {
            throw new IllegalArgumentException("A package id is 64 hexadecimal digits, got " + value);
        }
    }

    private static boolean isDigit(int character) {
        return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
    }
}
