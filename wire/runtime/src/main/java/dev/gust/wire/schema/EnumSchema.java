package dev.gust.wire.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A closed set of texts. */
public final class EnumSchema extends Schema {
    private final Map<String, WireEnum> byText = new HashMap<>();
    private final List<String> texts;

    public EnumSchema(String name, WireEnum[] values, Constraint constraint, boolean sensitive) {
        super(Kind.ENUM, name, constraint, sensitive);
        List<String> all = new ArrayList<>(values.length);
        for (WireEnum value : values) {
            byText.put(value.wireValue(), value);
            all.add(value.wireValue());
        }
        this.texts = List.copyOf(all);
    }

    /** The value that the text stands for, or null when it is none of them. */
    public @Nullable WireEnum find(String text) {
        return byText.get(text);
    }

    /** All texts, in the model's order. */
    public List<String> texts() {
        return texts;
    }
}
