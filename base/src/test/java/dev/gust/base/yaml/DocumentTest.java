package dev.gust.base.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
    private static String json(String yaml) throws DocumentSyntaxException {
        return Document.ofYaml(yaml).root().toJson();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "!Ref Table | {\"Ref\":\"Table\"}",
                "!Condition IsBig | {\"Condition\":\"IsBig\"}",
                "!GetAtt Table.Arn | {\"Fn::GetAtt\":[\"Table\",\"Arn\"]}",
                "!GetAtt Db.Endpoint.Address | {\"Fn::GetAtt\":[\"Db\",\"Endpoint.Address\"]}",
                "!GetAtt [Table, Arn] | {\"Fn::GetAtt\":[\"Table\",\"Arn\"]}",
                "!Sub '${A}-b' | {\"Fn::Sub\":\"${A}-b\"}",
                "!Sub 012 | {\"Fn::Sub\":\"012\"}",
                "!Join ['-', [a, !Ref B]] | {\"Fn::Join\":[\"-\",[\"a\",{\"Ref\":\"B\"}]]}",
                "!Select [1, !Split [',', x]] | {\"Fn::Select\":[1,{\"Fn::Split\":[\",\",\"x\"]}]}",
                "!If [A, 1, !Ref 'AWS::NoValue'] | {\"Fn::If\":[\"A\",1,{\"Ref\":\"AWS::NoValue\"}]}",
                "!Not [!Equals [a, b]] | {\"Fn::Not\":[{\"Fn::Equals\":[\"a\",\"b\"]}]}",
                "!GetAZs '' | {\"Fn::GetAZs\":\"\"}",
                "!Transform {Name: Include} | {\"Fn::Transform\":{\"Name\":\"Include\"}}",
            })
    void readsShortForms(String yaml, String expected) throws Exception {
        assertThat(json(yaml)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "012345678901 | \"012345678901\"",
                "2010-09-09 | \"2010-09-09\"",
                "'5' | \"5\"",
                "5 | 5",
                "-1.50 | -1.50",
                "0x1F | 31",
                "1e400 | \"1e400\"",
                "True | true",
                "yes | \"yes\"",
                "~ | null",
                "{200: a, true: b} | {\"200\":\"a\",\"true\":\"b\"}",
            })
    void readsScalarsByTheCoreSchema(String yaml, String expected) throws Exception {
        assertThat(json(yaml)).isEqualTo(expected);
    }

    @Test
    void knowsWhereMembersAndItemsStand() throws Exception {
        Document document = Document.ofYaml("A:\n  B: 1\n  C:\n    - x\n    - y\n");
        JsonValue.Obj a =
                (JsonValue.Obj) ((JsonValue.Obj) document.root()).get("A").orElseThrow();
        JsonValue.Array c = (JsonValue.Array) a.get("C").orElseThrow();
        assertThat(document.positions().of(a)).contains(new Position(1, 1));
        assertThat(document.positions().of(a.get("B").orElseThrow())).contains(new Position(2, 3));
        assertThat(document.positions().of(c.items().get(1))).contains(new Position(5, 7));
        assertThat(document.positions().suffix(c)).isEqualTo(" (line 3, column 3)");
    }

    @Test
    void knowsWhereMembersOfJsonStand() throws Exception {
        Document document = Document.ofJson("{\n\t\"A\": {\n\t\t\"B\": [1]}}");
        JsonValue.Obj a =
                (JsonValue.Obj) ((JsonValue.Obj) document.root()).get("A").orElseThrow();
        assertThat(document.positions().of(a.get("B").orElseThrow())).contains(new Position(3, 3));
    }

    @Test
    void saysWhereTheTextIsWrong() {
        assertThatThrownBy(() -> Document.ofYaml("A: [1, 2\nB: 3\n")).hasMessageContaining("line 2, column");
        assertThatThrownBy(() -> Document.ofYaml("A: 1\nA: 2\n"))
                .hasMessage("The name \"A\" appears twice (line 2, column 1)");
        assertThatThrownBy(() -> Document.ofYaml("A: !Reff x"))
                .hasMessage("The tag !Reff is not known (line 1, column 4)");
        assertThatThrownBy(() -> Document.ofJson("{\"a\": }")).hasMessageContaining("line 1, column 7");
        assertThatThrownBy(() -> Document.ofJson("{\"a\": 1, \"a\": 2}")).isInstanceOf(DocumentSyntaxException.class);
        assertThatThrownBy(() -> Document.ofYaml("a: 1\n---\nb: 2\n")).hasMessageContaining("more than one document");
    }

    @Test
    void mergesAndSharesWhereAliasesAreAllowed() throws Exception {
        String yaml = "base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\nsame: *b\n";
        assertThat(Document.ofYamlWithAliases(yaml).root().toJson())
                .isEqualTo("{\"base\":{\"x\":1,\"y\":2},\"own\":{\"y\":3,\"x\":1},\"same\":{\"x\":1,\"y\":2}}");
        assertThatThrownBy(() -> Document.ofYaml(yaml)).hasMessageContaining("not allowed");
    }

    @Test
    void refusesAliasesThatExpandWithoutEnd() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String before = "*a" + (i - 1);
            bomb.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, before))));
        }
        assertThatThrownBy(() -> Document.ofYamlWithAliases(bomb.toString()))
                .hasMessageContaining("more than 500000 values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- "})
    void refusesDeepNesting(String opening) {
        String text = opening.equals("- ") ? "- ".repeat(50_000) + "x" : opening.repeat(50_000);
        assertThatThrownBy(() -> Document.ofYaml(text)).isInstanceOf(DocumentSyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "\t", "a: b: c", "%YAML 9.9\n---\na", "\u0000", "? [a]\n: b", "*x"})
    void refusesWhatIsNoDocument(String text) {
        assertThatThrownBy(() -> Document.ofYamlWithAliases(text)).isInstanceOf(DocumentSyntaxException.class);
    }
}
