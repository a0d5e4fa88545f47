package dev.gust.services.apigateway.front;

/** A path below an API: its first segment, and what follows. */
record StagePath(String first, String rest) {
    /** Repeated slashes between the two do not count, as at AWS. */
    static StagePath of(String rawPath) {
        int from = 0;
        while (from < rawPath.length() && rawPath.charAt(from) == '/') {
            from++;
        }
        int slash = rawPath.indexOf('/', from);
        if (slash < 0) {
            return new StagePath(rawPath.substring(from), "/");
        }
        int rest = slash;
        while (rest + 1 < rawPath.length() && rawPath.charAt(rest + 1) == '/') {
            rest++;
        }
        return new StagePath(rawPath.substring(from, slash), rawPath.substring(rest));
    }
}
