package dev.gust.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.services.dynamodb.value.DynamoNumber;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every expression of the table is accepted, or refused with the very text that DynamoDB answers. */
class ExpressionAnswersTest {
    private static final Map<String, String> NAMES = Map.of("#n", "n", "#s", "s", "#p", "p", "#m", "m");
    private static final Map<String, Value> VALUES = Map.ofEntries(
            Map.entry(":n", Value.of(1)),
            Map.entry(":n2", Value.of(0)),
            Map.entry(":s", Value.of("x")),
            Map.entry(":b", Value.of(new byte[] {'a'})),
            Map.entry(":ss", Value.textSet(List.of("a"))),
            Map.entry(":ns", Value.numericSet(List.of(DynamoNumber.of(1)))),
            Map.entry(":l", Value.elements(List.of())),
            Map.entry(":m", Value.entries(Map.of())),
            Map.entry(":z", Value.NULL),
            Map.entry(":t", Value.TRUE),
            Map.entry(":bad", Value.of("QQ")));

    static Stream<List<String>> answers() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(ExpressionAnswersTest.class.getResourceAsStream("expression-answers.tsv"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("# "))
                            .map(line -> List.of(line.split("\t", -1)))
                            .toList()
                            .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answersAsDynamoDb(List<String> row) {
        assertThat(answer(row.get(0), row.get(1))).as(row.get(1)).isEqualTo(row.get(2));
    }

    private static String answer(String kind, String text) {
        Placeholders placeholders = new Placeholders(NAMES, VALUES);
        try {
            switch (kind) {
                case "condition" -> ConditionParser.parse(ExpressionKind.CONDITION, text, placeholders);
                case "update" -> UpdateParser.parse(text, placeholders);
                case "projection" -> Projection.parse(text, placeholders);
                default -> throw new AssertionError("no kind of expression: " + kind);
            }
            return "ok";
        } catch (InvalidInputException refused) {
            return refused.text().replaceFirst("^Invalid \\w+Expression: ", "");
        }
    }
}
