package dev.gust.services.apigateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTableTest {
    private static PathTable<String> table() {
        PathTable<String> table = new PathTable<>();
        for (String pattern : List.of(
                "/", "/notes", "/notes/{id}", "/notes/latest", "/notes/{id}/tags", "/{proxy+}", "/notes/{rest+}")) {
            table.add(pattern, pattern);
        }
        return table;
    }

    @ParameterizedTest
    @CsvSource({
        "/,/",
        "/notes,/notes",
        "/notes/,/notes",
        "/notes/7,/notes/{id}",
        "/notes/latest,/notes/latest",
        "/notes/7/tags,/notes/{id}/tags",
        "/notes/7/other,/notes/{rest+}",
        "/else,/{proxy+}",
        "/a//b,/{proxy+}"
    })
    void prefersLiteralsThenParametersThenGreedyOnes(String path, String pattern) {
        assertThat(table().match(path).getFirst().value()).isEqualTo(pattern);
    }

    @Test
    void givesWhatParametersTook() {
        assertThat(table().match("/a//b%20c/").getFirst().parameters()).isEqualTo(Map.of("proxy", "a//b%20c"));
        assertThat(table().match("/notes/7/tags").getFirst().parameters()).isEqualTo(Map.of("id", "7"));
    }

    @Test
    void offersEveryMatchBestFirst() {
        assertThat(table().match("/notes/latest").stream().map(PathTable.Match::value))
                .containsExactly("/notes/latest", "/notes/{id}", "/notes/{rest+}", "/{proxy+}");
    }

    @Test
    void findsNothingWhereNothingMatches() {
        PathTable<String> table = new PathTable<>();
        table.add("/a/b", "ab");
        assertThat(table.match("/a")).isEmpty();
        assertThat(table.match("/")).isEmpty();
    }
}
