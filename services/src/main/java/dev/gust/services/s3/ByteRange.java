package dev.gust.services.s3;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of an object that a Range header asks for. */
record ByteRange(long offset, long length) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** The range within an object of this size; nothing when the header is none that S3 honours, and so is passed over. */
    static Optional<ByteRange> parse(String header, long size) {
        Matcher matcher = RANGE.matcher(header.strip());
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (matcher.group(1).isEmpty()) {
            long suffix = Math.min(Long.parseLong(matcher.group(2)), size);
            if (suffix == 0) {
                throw S3Errors.invalidRange(size);
            }
            return Optional.of(new ByteRange(size - suffix, suffix));
        }
        long from = Long.parseLong(matcher.group(1));
        long to = matcher.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(matcher.group(2)), size - 1);
        if (from >= size) {
            throw S3Errors.invalidRange(size);
        }
        return to < from ? Optional.empty() : Optional.of(new ByteRange(from, to - from + 1));
    }
}
