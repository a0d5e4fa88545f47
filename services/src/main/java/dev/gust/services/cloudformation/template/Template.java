package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A template whose shape has been checked: every function is well-formed and every name that it uses exists. */
public record Template(
        Optional<String> description,
        Optional<JsonValue> metadata,
        Map<String, TemplateParameter> parameters,
        Map<String, JsonValue.Obj> mappings,
        Map<String, Expression> conditions,
        Map<String, TemplateResource> resources,
        Map<String, TemplateOutput> outputs) {
    public Template {
        parameters = ordered(parameters);
        mappings = ordered(mappings);
        conditions = ordered(conditions);
        resources = ordered(resources);
        outputs = ordered(outputs);
    }

    /** A resource that the template is known to have. */
    public TemplateResource resource(String logicalId) {
        TemplateResource resource = resources.get(logicalId);
        if (resource == null) {
            throw new IllegalStateException("the template has no resource " + logicalId);
        }
        return resource;
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
