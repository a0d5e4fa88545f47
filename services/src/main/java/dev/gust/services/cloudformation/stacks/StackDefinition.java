package dev.gust.services.cloudformation.stacks;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a stack is to be.
 *
 * @param template as it was given
 * @param processed the same after its transforms
 * @param parameters the text of every parameter, defaults filled in
 */
public record StackDefinition(
        String template,
        String processed,
        Map<String, String> parameters,
        Map<String, String> tags,
        List<String> capabilities) {
    public StackDefinition {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        capabilities = List.copyOf(capabilities);
    }

    boolean isTransformed() {
        return !template.equals(processed);
    }
}
