package dev.gust.wire.protocol.query;

import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.codec.PercentText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parameters of a query as a tree: {@code Tag.1.Key=a} stands under Tag, 1, Key. */
final class QueryForm {
    private static final int MOST_PARAMETERS = 10_000;

    private final Map<String, QueryForm> children = new LinkedHashMap<>(4);
    private @Nullable String value;

    private QueryForm() {}

    /** Reads a form such as {@code Action=Publish&Message=hello}. */
    static QueryForm parse(String... forms) {
        QueryForm root = new QueryForm();
        int count = 0;
        for (String form : forms) {
            int from = 0;
            while (from < form.length()) {
                int end = form.indexOf('&', from);
                end = end < 0 ? form.length() : end;
                count++;
                if (count > MOST_PARAMETERS) {
                    throw new MalformedException("The request has more than " + MOST_PARAMETERS + " parameters");
                }
                if (end > from) {
                    root.parameter(form, from, end);
                }
                from = end + 1;
            }
        }
        return root;
    }

    private void parameter(String form, int from, int end) {
        int equals = form.indexOf('=', from);
        int nameEnd = equals < 0 || equals > end ? end : equals;
        String name = PercentText.decodeForm(form.substring(from, nameEnd));
        QueryForm node = this;
        int depth = 0;
        int start = 0;
        while (start <= name.length()) {
            int dot = name.indexOf('.', start);
            int partEnd = dot < 0 ? name.length() : dot;
            node = node.children.computeIfAbsent(name.substring(start, partEnd), part -> new QueryForm());
            depth++;
            if (depth > Decoding.MAXIMUM_DEPTH) {
                throw new MalformedException("A parameter's name has more than " + Decoding.MAXIMUM_DEPTH + " parts");
            }
            start = partEnd + 1;
        }
        node.value = nameEnd == end ? "" : PercentText.decodeForm(form.substring(nameEnd + 1, end));
    }

    @Nullable
    QueryForm child(String name) {
        return children.get(name);
    }

    /** The value that stands right here, or null. */
    @Nullable
    String value() {
        return value;
    }

    /** The value of a parameter at the top, or null. */
    @Nullable
    String value(String name) {
        QueryForm child = children.get(name);
        return child == null ? null : child.value;
    }

    boolean hasChildren() {
        return !children.isEmpty();
    }

    /** The children that are numbered, by number. */
    Map<Integer, QueryForm> numbered() {
        Map<Integer, QueryForm> numbered = new TreeMap<>();
        for (Map.Entry<String, QueryForm> child : children.entrySet()) {
            numbered.put(number(child.getKey()), child.getValue());
        }
        return numbered;
    }

    private static int number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            throw new MalformedException("A member of a list is named by a number, not by '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
