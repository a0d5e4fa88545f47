package dev.gust.services.ports.policy;

/** Matches {@code *} (any run) and {@code ?} (any one character) in time bounded by the product of both lengths. */
final class Wildcard {
    private Wildcard() {}

    static boolean matches(String pattern, String text) {
        int at = 0;
        int star = -1;
        int resume = 0;
        int in = 0;
        while (at < text.length()) {
            if (in < pattern.length() && pattern.charAt(in) == '*') {
                star = in++;
                resume = at;
            } else if (in < pattern.length() && (pattern.charAt(in) == '?' || pattern.charAt(in) == text.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }
}
