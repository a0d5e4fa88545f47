package dev.gust.services.cloudformation.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks that every name that a template uses is one that it declares. */
final class NameCheck {
    private final Template template;

    NameCheck(Template template) {
        this.template = template;
    }

    void run() {
        template.conditions().forEach(this::checkCondition);
        template.conditions().forEach((name, condition) -> checkCycle(name, condition, new ArrayList<>()));
        checkResources();
        checkOutputs();
    }

    private void checkCondition(String name, Expression condition) {
        Set<String> unresolved = new TreeSet<>();
        Expressions.walk(condition, part -> {
            switch (part) {
                case Expression.Ref(String target) -> {
                    if (!template.parameters().containsKey(target) && !PseudoParameters.NAMES.contains(target)) {
                        unresolved.add(target);
                    }
                }
                case Expression.GetAtt(String logicalId, var _) -> unresolved.add(logicalId);
                case Expression.ConditionNamed(String target) -> requireCondition(target, "Conditions");
                case Expression.If(String target, var _, var _) -> requireCondition(target, "Conditions");
                case Expression.FindInMap find -> requireMapping(find);
                default -> {}
            }
        });
        if (!unresolved.isEmpty()) {
            throw new TemplateException("Template error: Unresolved dependencies " + unresolved
                    + ". Cannot reference resources in the Conditions block of the template");
        }
    }

    private void checkCycle(String name, Expression condition, List<String> path) {
        if (path.contains(name)) {
            throw new TemplateException(
                    "Template error: Found circular condition dependency between " + path.getLast() + " and " + name);
        }
        path.add(name);
        Expressions.walk(condition, part -> {
            if (part instanceof Expression.ConditionNamed(String target)) {
                Expression next = template.conditions().get(target);
                if (next != null) {
                    checkCycle(target, next, path);
                }
            }
        });
        path.removeLast();
    }

    private void checkResources() {
        Set<String> unresolved = new TreeSet<>();
        for (TemplateResource resource : template.resources().values()) {
            resource.condition().ifPresent(name -> requireCondition(name, "Resources"));
            resource.dependsOn().stream()
                    .filter(name -> !template.resources().containsKey(name))
                    .forEach(unresolved::add);
            checkValue(resource.properties(), "Resources", unresolved);
        }
        refuse(unresolved, "Resources");
    }

    private void checkOutputs() {
        Set<String> unresolved = new TreeSet<>();
        for (TemplateOutput output : template.outputs().values()) {
            output.condition().ifPresent(name -> requireCondition(name, "Outputs"));
            checkValue(output.value(), "Outputs", unresolved);
            output.exportName().ifPresent(name -> checkValue(name, "Outputs", unresolved));
        }
        refuse(unresolved, "Outputs");
    }

    private static void refuse(Set<String> unresolved, String block) {
        if (!unresolved.isEmpty()) {
            throw new TemplateException("Template format error: Unresolved resource dependencies " + unresolved
                    + " in the " + block + " block of the template");
        }
    }

    private void checkValue(Expression value, String block, Set<String> unresolved) {
        Expressions.walk(value, part -> {
            switch (part) {
                case Expression.Ref(String target) -> {
                    if (!isName(target)) {
                        unresolved.add(target);
                    }
                }
                case Expression.Sub sub -> checkSub(sub, unresolved);
                case Expression.GetAtt(String logicalId, var _) -> requireResource(logicalId);
                case Expression.If(String condition, var _, var _) -> requireCondition(condition, block);
                case Expression.FindInMap find -> requireMapping(find);
                default -> {}
            }
        });
    }

    private void checkSub(Expression.Sub sub, Set<String> unresolved) {
        for (Expression.Piece piece : sub.pieces()) {
            switch (piece) {
                case Expression.Piece.Text _ -> {}
                case Expression.Piece.Name(String name) -> {
                    if (!sub.variables().containsKey(name) && !isName(name)) {
                        unresolved.add(name);
                    }
                }
                case Expression.Piece.Attribute(String logicalId, var _) -> requireResource(logicalId);
            }
        }
    }

    private boolean isName(String name) {
        return template.parameters().containsKey(name)
                || template.resources().containsKey(name)
                || PseudoParameters.NAMES.contains(name);
    }

    private void requireResource(String logicalId) {
        if (!template.resources().containsKey(logicalId)) {
            throw new TemplateException(
                    "Template error: instance of Fn::GetAtt references undefined resource " + logicalId);
        }
    }

    private void requireCondition(String name, String block) {
        if (!template.conditions().containsKey(name)) {
            throw new TemplateException("Template format error: Unresolved condition dependency " + name + " in the "
                    + block + " block of the template");
        }
    }

    private void requireMapping(Expression.FindInMap find) {
        if (find.map() instanceof Expression.Literal(var value)) {
            String name = Scalars.text(value).orElse("");
            Map<String, ?> mappings = template.mappings();
            if (!mappings.containsKey(name)) {
                throw new TemplateException("Template error: Mapping named '" + name
                        + "' is not present in the 'Mappings' section of template.");
            }
        }
    }
}
