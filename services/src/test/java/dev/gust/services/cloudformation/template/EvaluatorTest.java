package dev.gust.services.cloudformation.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluatorTest {
    private static final String HEAD = """
            Parameters:
              Stage: {Type: String, Default: dev}
              Zones: {Type: CommaDelimitedList, Default: 'a, b,c'}
              Size: {Type: Number, Default: 3}
            Mappings:
              Sizes: {dev: {Memory: 128, Names: [x, y]}}
            Conditions:
              IsDev: !Equals [!Ref Stage, dev]
              IsBig: !And [!Condition IsDev, !Equals [!Ref Size, 4]]
              Either: !Or [!Condition IsBig, !Not [!Condition IsBig]]
            Resources:
              Table: {Type: X}
              Thing:
                Type: Y
                Properties:
                  P:\s""";

    private static Lookup lookup(Map<String, String> references) {
        return new Lookup() {
            @Override
            public JsonValue reference(String logicalId) {
                return Optional.ofNullable(references.get(logicalId))
                        .map(JsonValue::of)
                        .orElseGet(() -> Unknown.of(logicalId, Optional.empty()));
            }

            @Override
            public JsonValue attribute(String logicalId, String attribute) {
                return Optional.ofNullable(references.get(logicalId + "." + attribute))
                        .map(JsonValue::of)
                        .orElseGet(() -> Unknown.of(logicalId, Optional.of(attribute)));
            }

            @Override
            public Optional<String> exported(String name) {
                return name.equals("shared") ? Optional.of("exported value") : Optional.empty();
            }
        };
    }

    private static String evaluate(String expression, Map<String, String> references) {
        Template template = TemplateReader.read(HEAD + expression + "\n");
        PseudoParameters pseudo = new PseudoParameters("111122223333", "eu-west-1", "notes", "arn:stack", List.of());
        Map<String, JsonValue> parameters =
                ParameterValues.values(template, ParameterValues.resolve(template, Map.of()));
        Evaluator evaluator = new Evaluator(template, pseudo, parameters, lookup(references));
        return evaluator.members(template.resource("Thing").properties()).toJson();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            !Ref Stage                                | "dev"
            !Ref Zones                                | ["a","b","c"]
            !Ref Table                                | "notes-table"
            !GetAtt Table.Arn                         | "arn:table"
            !Ref AWS::Region                          | "eu-west-1"
            !Sub '${AWS::AccountId}-${Stage}-${!Raw}-${Table.Arn}' | "111122223333-dev-${Raw}-arn:table"
            !Sub ['${A}/${Stage}', {A: !Ref Table}]   | "notes-table/dev"
            !Join [':', [a, 1, true, !Ref Stage]]     | "a:1:true:dev"
            !Join ['-', !Ref Zones]                   | "a-b-c"
            !Select [1, !Ref Zones]                   | "b"
            !Select ['2', !Split [':', 'a:b:c']]      | "c"
            !Split ['--', 'a--b--']                   | ["a","b",""]
            !FindInMap [Sizes, !Ref Stage, Memory]    | 128
            !FindInMap [Sizes, dev, Names]            | ["x","y"]
            !Base64 hello                             | "aGVsbG8="
            !GetAZs ''                                | ["eu-west-1a","eu-west-1b","eu-west-1c"]
            !ImportValue shared                       | "exported value"
            !If [IsDev, yes-dev, no]                  | "yes-dev"
            !If [IsBig, 1, !If [Either, [x], y]]      | ["x"]
            [a, !Ref 'AWS::NoValue', b]               | ["a","b"]
            {a: !Ref 'AWS::NoValue', b: 1}            | {"b":1}
            !Cidr [10.0.0.0/16, 3]                    | ["10.0.0.0/24","10.0.1.0/24","10.0.2.0/24"]
            !Cidr ['2001:db8::/56', 2, 64]            | ["2001:db8:0:0:0:0:0:0/64","2001:db8:0:1:0:0:0:0/64"]
            {Condition: {StringEquals: {a: b}}}       | {"Condition":{"StringEquals":{"a":"b"}}}
            """)
    void evaluatesFunctions(String expression, String expected) {
        Map<String, String> references = Map.of("Table", "notes-table", "Table.Arn", "arn:table");
        assertThat(evaluate(expression, references)).isEqualTo("{\"P\":" + expected + "}");
    }

    @Test
    void leavesOutWhatHasNoValue() {
        assertThat(evaluate("!If [IsBig, 1, !Ref 'AWS::NoValue']", Map.of())).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            !Select [3, [a, b]]            | Template error: Fn::Select cannot select nonexistent value at index 3
            !FindInMap [Sizes, prod, X]    | Template error: Unable to get mapping for Sizes::prod::X
            !ImportValue nowhere           | No export named nowhere found.
            !Sub '${Zones}'                | Template error: Fn::Sub expressions must not refer to values that are not strings: Zones
            !Join ['', [[a]]]              | Template error: every Fn::Join object requires a list of strings to be joined, and one item is not a string
            !Cidr [10.0.0.0/24, 300]       | Template error: every Fn::Cidr object requires numbers between 1 and 256 for count and bits
            !Cidr [localhost/24, 2]        | Template error: Fn::Cidr: localhost/24 is not an address block
            '{{resolve:ssm:name}}'         | Dynamic references are not supported by Gust yet: {{resolve:ssm:name}}
            """)
    void refusesWithAwsWords(String expression, String message) {
        assertThatThrownBy(() -> evaluate(expression, Map.of()))
                .isInstanceOf(TemplateException.class)
                .hasMessage(message);
    }

    @Test
    void carriesUnknownValuesThroughFunctions() {
        assertThat(Unknown.isIn(evaluate("!Sub 'a-${Table}'", Map.of()))).isTrue();
        assertThat(Unknown.isIn(evaluate("!Select [4, !Split ['-', !GetAtt Table.Arn]]", Map.of())))
                .isTrue();
        assertThat(Unknown.isIn(evaluate("!Base64 {Ref: Table}", Map.of()))).isTrue();
        assertThat(Unknown.isIn(evaluate("!Join ['/', [x, y]]", Map.of()))).isFalse();
    }
}
