package dev.gust.services.cloudformation.stacks;

import dev.gust.base.json.JsonValue;
import dev.gust.services.cloudformation.template.DependencyGraph;
import dev.gust.services.cloudformation.template.Evaluator;
import dev.gust.services.cloudformation.template.Lookup;
import dev.gust.services.cloudformation.template.PseudoParameters;
import dev.gust.services.cloudformation.template.Template;
import dev.gust.services.cloudformation.template.TemplateOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A definition worked out for one stack: checked in full, with the changes that it means.
 *
 * @param imports the names of other stacks' exports that it uses
 */
public record Plan(
        Template template,
        PseudoParameters pseudo,
        Map<String, JsonValue> parameters,
        DependencyGraph graph,
        List<ResourceChange> changes,
        Set<String> imports) {
    public Plan {
        parameters = Map.copyOf(parameters);
        changes = List.copyOf(changes);
        imports = Set.copyOf(imports);
    }

    Evaluator evaluator(Lookup lookup) {
        return new Evaluator(template, pseudo, parameters, lookup);
    }

    /** The outputs whose condition holds. */
    List<TemplateOutput> outputs(Evaluator evaluator) {
        List<TemplateOutput> outputs = new ArrayList<>();
        for (TemplateOutput output : template.outputs().values()) {
            if (output.condition().map(evaluator::holds).orElse(true)) {
                outputs.add(output);
            }
        }
        return outputs;
    }
}
