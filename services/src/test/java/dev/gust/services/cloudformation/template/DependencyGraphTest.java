package dev.gust.services.cloudformation.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DependencyGraphTest {
    private static final Lookup NOTHING = new Lookup() {
        @Override
        public JsonValue reference(String logicalId) {
            return Unknown.of(logicalId, Optional.empty());
        }

        @Override
        public JsonValue attribute(String logicalId, String attribute) {
            return Unknown.of(logicalId, Optional.of(attribute));
        }

        @Override
        public Optional<String> exported(String name) {
            return Optional.empty();
        }
    };

    private static DependencyGraph graph(String resources) {
        Template template = TemplateReader.read("Conditions: {No: !Equals [a, b]}\nResources:\n" + resources);
        PseudoParameters pseudo = new PseudoParameters("1", "r", "s", "i", List.of());
        return DependencyGraph.of(template, new Evaluator(template, pseudo, Map.of(), NOTHING));
    }

    @Test
    void ordersByUse() {
        DependencyGraph graph = graph("""
                  Url: {Type: X, Properties: {P: !Sub 'http://${Api}/${Stage.Name}'}}
                  Stage: {Type: X, Properties: {P: !Ref Api}, DependsOn: [Method]}
                  Method: {Type: X, Properties: {P: [!GetAtt Function.Arn, !Ref Api]}}
                  Api: {Type: X}
                  Function: {Type: X, Properties: {P: !If [No, !Ref Url, x]}}
                """);
        assertThat(List.copyOf(graph.dependencies().keySet()))
                .containsExactly("Api", "Function", "Method", "Stage", "Url");
        assertThat(graph.dependencies()).containsEntry("Url", Set.of("Api", "Stage"));
    }

    @Test
    void namesACircle() {
        assertThatThrownBy(() -> graph("""
                  C: {Type: X, Properties: {P: !Ref A}}
                  A: {Type: X, Properties: {P: !Ref B}}
                  B: {Type: X, Properties: {P: !GetAtt A.Arn}}
                """)).hasMessage("Circular dependency between resources: [A, B]");
    }

    @Test
    void refusesUseOfWhatTheConditionsLeaveOut() {
        assertThat(graph("""
                  A: {Type: X, Condition: No}
                  B: {Type: X, DependsOn: A}
                """).dependencies()).isEqualTo(Map.of("B", Set.of()));
        assertThatThrownBy(() -> graph("""
                  A: {Type: X, Condition: No}
                  B: {Type: X, Properties: {P: !Ref A}}
                """)).hasMessageContaining("Unresolved resource dependencies [A]");
    }
}
