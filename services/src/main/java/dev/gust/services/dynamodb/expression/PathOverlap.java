package dev.gust.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Watches that no path of an expression lies on another, nor takes for a list what another takes for a map. */
final class PathOverlap {
    private final Problems problems;
    private final Map<String, List<DocumentPath>> byAttribute = new HashMap<>();

    PathOverlap(Problems problems) {
        this.problems = problems;
    }

    void add(DocumentPath path) {
        List<DocumentPath> earlier = byAttribute.computeIfAbsent(path.attribute(), name -> new ArrayList<>());
        earlier.forEach(other -> compare(other, path));
        earlier.add(path);
    }

    private void compare(DocumentPath one, DocumentPath two) {
        int common = Math.min(one.steps().size(), two.steps().size());
        for (int i = 0; i < common; i++) {
            DocumentPath.Step left = one.steps().get(i);
            DocumentPath.Step right = two.steps().get(i);
            if (left.getClass() != right.getClass()) {
                report(Problems.Category.CONFLICTING_PATHS, "conflict", one, two);
                return;
            }
            if (!left.equals(right)) {
                return;
            }
        }
        report(Problems.Category.OVERLAPPING_PATHS, "overlap", one, two);
    }

    private void report(Problems.Category category, String word, DocumentPath one, DocumentPath two) {
        problems.add(
                category,
                "Two document paths " + word + " with each other; must remove or rewrite one of these paths; path one: "
                        + one + ", path two: " + two);
    }
}
