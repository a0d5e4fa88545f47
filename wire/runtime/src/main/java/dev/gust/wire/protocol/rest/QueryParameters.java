package dev.gust.wire.protocol.rest;

import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.codec.PercentText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a request's query, decoded, in the order they came. */
final class QueryParameters {
    private static final int MOST_PARAMETERS = 1_000;

    private QueryParameters() {}

    static Map<String, List<String>> parse(String rawQuery) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (rawQuery.isEmpty()) {
            return parameters;
        }
        int count = 0;
        for (String parameter : rawQuery.split("&")) {
            if (parameter.isEmpty()) {
                continue;
            }
            count++;
            if (count > MOST_PARAMETERS) {
                throw new MalformedException("The query has more than " + MOST_PARAMETERS + " parameters");
            }
            int equals = parameter.indexOf('=');
            String name = PercentText.decodeForm(equals < 0 ? parameter : parameter.substring(0, equals));
            String value = equals < 0 ? "" : PercentText.decodeForm(parameter.substring(equals + 1));
            parameters.computeIfAbsent(name, unseen -> new ArrayList<>(1)).add(value);
        }
        return parameters;
    }
}
