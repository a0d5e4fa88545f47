package dev.gust.services.cloudformation.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which resources must exist before which: by {@code Ref}, {@code Fn::GetAtt}, {@code Fn::Sub} and
 * {@code DependsOn}. Only resources whose condition holds are in it, and there is no circle.
 *
 * @param dependencies for each resource what it needs, in an order in which all can be made
 */
public record DependencyGraph(Map<String, Set<String>> dependencies) {
    public DependencyGraph {
        dependencies = Collections.unmodifiableMap(new LinkedHashMap<>(dependencies));
    }

    public static DependencyGraph of(Template template, Evaluator conditions) {
        Map<String, Set<String>> edges = new LinkedHashMap<>();
        Set<String> unresolved = new TreeSet<>();
        for (TemplateResource resource : template.resources().values()) {
            if (exists(resource, conditions)) {
                edges.put(resource.logicalId(), new LinkedHashSet<>());
            }
        }
        edges.forEach((logicalId, needed) -> {
            TemplateResource resource = template.resource(logicalId);
            // A dependency on a resource whose condition does not hold is dropped; a use of its value is an error.
            resource.dependsOn().stream().filter(edges::containsKey).forEach(needed::add);
            for (Expressions.Use use : Expressions.uses(resource.properties(), conditions::holds)) {
                if (edges.containsKey(use.logicalId())) {
                    needed.add(use.logicalId());
                } else if (template.resources().containsKey(use.logicalId())) {
                    unresolved.add(use.logicalId());
                }
            }
        });
        if (!unresolved.isEmpty()) {
            throw new TemplateException("Template format error: Unresolved resource dependencies " + unresolved
                    + " in the Resources block of the template");
        }
        return new DependencyGraph(ordered(edges));
    }

    /** Whether the resource's condition holds, or it has none. */
    public static boolean exists(TemplateResource resource, Evaluator conditions) {
        return resource.condition().map(conditions::holds).orElse(true);
    }

    /** The same edges, each resource after what it needs. */
    private static Map<String, Set<String>> ordered(Map<String, Set<String>> edges) {
        Map<String, Set<String>> ordered = new LinkedHashMap<>();
        Set<String> waiting = new LinkedHashSet<>(edges.keySet());
        while (!waiting.isEmpty()) {
            List<String> ready = waiting.stream()
                    .filter(logicalId -> ordered.keySet().containsAll(edges.get(logicalId)))
                    .toList();
            if (ready.isEmpty()) {
                throw new TemplateException("Circular dependency between resources: " + circle(edges, waiting));
            }
            ready.forEach(logicalId -> ordered.put(logicalId, Set.copyOf(edges.get(logicalId))));
            waiting.removeAll(ready);
        }
        return ordered;
    }

    /** One circle among resources of which each needs another of them. */
    private static List<String> circle(Map<String, Set<String>> edges, Set<String> waiting) {
        List<String> path = new ArrayList<>();
        String at = waiting.iterator().next();
        while (!path.contains(at)) {
            path.add(at);
            at = edges.getOrDefault(at, Set.of()).stream()
                    .filter(waiting::contains)
                    .findFirst()
                    .orElseThrow();
        }
        List<String> circle = new ArrayList<>(path.subList(path.indexOf(at), path.size()));
        Collections.sort(circle);
        return circle;
    }
}
