package dev.gust.wire.protocol.rest;

import dev.gust.wire.codec.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** Several values in one header line: separated by commas, quoted where a value holds a comma or a quote. */
final class HeaderList {
    private HeaderList() {}

    static List<String> split(String line) {
        List<String> values = new ArrayList<>();
        int at = 0;
        while (at <= line.length()) {
            while (at < line.length() && line.charAt(at) == ' ') {
                at++;
            }
            if (at < line.length() && line.charAt(at) == '"') {
                StringBuilder value = new StringBuilder();
                at = quoted(line, at + 1, value);
                values.add(value.toString());
                at = afterQuoted(line, at);
            } else {
                int comma = line.indexOf(',', at);
                int end = comma < 0 ? line.length() : comma;
                values.add(line.substring(at, end).strip());
                at = end + 1;
            }
        }
        return values;
    }

    /** Dates hold one comma each. */
    static List<String> splitDates(String line) {
        List<String> values = new ArrayList<>();
        List<String> halves = List.of(line.split(","));
        if (halves.size() % 2 != 0) {
            throw new MalformedException("A header holds half a date");
        }
        for (int i = 0; i < halves.size(); i += 2) {
            values.add(halves.get(i).strip() + ", " + halves.get(i + 1).strip());
        }
        return values;
    }

    static String quoteIfNeeded(String value) {
        if (value.indexOf(',') < 0 && value.indexOf('"') < 0) {
            return value;
        }
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static int quoted(String line, int from, StringBuilder value) {
        int at = from;
        while (at < line.length() && line.charAt(at) != '"') {
            if (line.charAt(at) == '\\' && at + 1 < line.length()) {
                at++;
            }
            value.append(line.charAt(at));
            at++;
        }
        if (at >= line.length()) {
            throw new MalformedException("A quoted value in a header does not end");
        }
        return at + 1;
    }

    private static int afterQuoted(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        if (at < line.length() && line.charAt(at) != ',') {
            throw new MalformedException("A quoted value in a header goes on after its end");
        }
        return at + 1;
    }
}
