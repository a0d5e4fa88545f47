package dev.gust.wire.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Header lines in the order and case they were written; names are looked up without regard to case. */
public final class HttpHeaders {
    private static final HttpHeaders EMPTY = new HttpHeaders(List.of());

    private final List<Line> lines;

    /** One header line. */
    public record Line(String name, String value) {}

    public HttpHeaders(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    public static HttpHeaders empty() {
        return EMPTY;
    }

    /** From names and values in turn. */
    public static HttpHeaders of(String... namesAndValues) {
        List<Line> lines = new ArrayList<>(namesAndValues.length / 2);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            lines.add(new Line(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new HttpHeaders(lines);
    }

    public List<Line> lines() {
        return lines;
    }

    /** The first value under this name. */
    public Optional<String> first(String name) {
        for (Line line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                return Optional.of(line.value());
            }
        }
        return Optional.empty();
    }

    /** Every value under this name, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (Line line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                values.add(line.value());
            }
        }
        return values;
    }

    /** A copy with this line added at the end. */
    public HttpHeaders plus(String name, String value) {
        List<Line> copy = new ArrayList<>(lines);
        copy.add(new Line(name, value));
        return new HttpHeaders(copy);
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
