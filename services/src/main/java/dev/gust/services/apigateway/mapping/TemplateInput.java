package dev.gust.services.apigateway.mapping;

import java.util.LinkedHashMap;
import java.util.Map;

/** {@code $input}: the request as a template sees it. Public, since Velocity calls it. */
public final class TemplateInput {
    private final String body;
    private final Map<String, String> path;
    private final Map<String, String> querystring;
    private final Map<String, String> header;

    public TemplateInput(
            String body, Map<String, String> path, Map<String, String> querystring, Map<String, String> header) {
        this.body = body;
        this.path = Map.copyOf(path);
        this.querystring = Map.copyOf(querystring);
        this.header = Map.copyOf(header);
    }

    public String getBody() {
        return body;
    }

    /** All parameters, by where they stood. */
    public Map<String, Map<String, String>> params() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        all.put("path", path);
        all.put("querystring", querystring);
        all.put("header", header);
        return all;
    }

    /** The parameter with this name from the path, else the query, else the headers; empty when there is none. */
    public String params(String name) {
        String value = path.get(name);
        if (value == null) {
            value = querystring.get(name);
        }
        if (value == null) {
            value = header.get(name);
        }
        return value == null ? "" : value;
    }

    /** The body as JSON text; only the whole of it, which is what mocks and preflights ask for. */
    public String json(String jsonPath) {
        if (!jsonPath.equals("$")) {
            throw new IllegalArgumentException("Gust evaluates $input.json('$') only, and not " + jsonPath);
        }
        return body;
    }
}
