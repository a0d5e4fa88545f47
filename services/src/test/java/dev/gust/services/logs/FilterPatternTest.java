package dev.gust.services.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.operation.AwsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterPatternTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "ERROR | [ERROR] no | true",
                "ERROR | [Error] no | false",
                "ERROR no | [ERROR] no | true",
                "ERROR yes | [ERROR] no | false",
                "\"ERROR no\" | an ERROR now | true",
                "\"ERROR no\" | no ERROR | false",
                "ERROR -timeout | ERROR timeout | false",
                "ERROR -timeout | ERROR other | true",
                "?ERROR ?WARN | a WARN here | true",
                "?ERROR ?WARN | an INFO here | false",
                "?ERROR ?WARN REQUEST | a REQUEST | true",
                "?ERROR ?WARN REQUEST | a WARN | false",
                "?ERROR -WARN | a REQUEST | true",
                "snake_case | in snake_case | true",
                "\"[ERROR]\" -\"a:b\" | [ERROR] a b | true",
                "\"say \\\"hi\\\"\" | they say \"hi\" loudly | true",
            })
    void findsTerms(String pattern, String message, boolean expected) {
        assertThat(FilterPattern.of(pattern).matches(message)).isEqualTo(expected);
    }

    @Test
    void anEmptyPatternWantsEverything() {
        assertThat(FilterPattern.of(null).matches("anything")).isTrue();
        assertThat(FilterPattern.of("  ").matches("")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{ $.level = \"error\" } ~ true",
                "{ $.level = error } ~ true",
                "{ $.level = \"warn\" } ~ false",
                "{ $.level != \"warn\" } ~ true",
                "{ $.level = \"err*\" } ~ true",
                "{ $.status = 500 } ~ true",
                "{ $.status >= 500 && $.status < 600 } ~ true",
                "{ $.status = 404 || $.level = \"error\" } ~ true",
                "{ ($.status = 404 || $.status = 500) && $.level = \"error\" } ~ true",
                "{ $.user.roles[1] = \"admin\" } ~ true",
                "{ $.user.roles[7] = \"admin\" } ~ false",
                "{ $.missing NOT EXISTS } ~ true",
                "{ $.level EXISTS } ~ true",
                "{ $.nothing IS NULL } ~ true",
                "{ $.done IS TRUE } ~ true",
                "{ $.level > 3 } ~ false",
                "{ $.level = %e.+r$% } ~ true",
                "{ $.level != %err% } ~ false",
            })
    void looksIntoJson(String pattern, boolean expected) {
        String message = "{\"level\":\"error\",\"status\":500,\"user\":{\"roles\":[\"dev\",\"admin\"]},"
                + "\"nothing\":null,\"done\":true}";
        assertThat(FilterPattern.of(pattern).matches(message)).isEqualTo(expected);
        assertThat(FilterPattern.of(pattern).matches("no json")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "[ip, id, user, time, request, status, bytes] ~ true",
                "[ip, id, user, time, request, status] ~ false",
                "[..., status, bytes] ~ true",
                "[ip, ...] ~ true",
                "[..., status = 404, bytes] ~ true",
                "[..., status = 4*, bytes > 1000] ~ true",
                "[..., status = 4*, bytes > 2000] ~ false",
                "[..., status != 404, bytes] ~ false",
                "[..., status = 500 || status = 404, bytes] ~ true",
                "[..., status >= 400 && status < 404, bytes] ~ false",
                "[ip, id, user = frank, ..., request = *html*, status, bytes] ~ true",
                "[ip = %127[.]0[.]0%, ...] ~ true",
                "[ip, id, user, time = \"10/Oct/2000:13:55:36 -0700\", ...] ~ true",
                "%GET /\\w+[.]html% ~ true",
                "%GET% %POST% ~ false",
            })
    void looksAtWordsAndRegularExpressions(String pattern, boolean expected) {
        String message = "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /index.html HTTP/1.0\" 404 1534";
        assertThat(FilterPattern.of(pattern).matches(message)).isEqualTo(expected);
    }

    @Test
    void givesUpARegularExpressionThatTakesTooLong() {
        FilterPattern pattern = FilterPattern.of("%.*.*.*.*.*x%");
        assertThatThrownBy(() -> pattern.matches("a".repeat(5000))).hasMessageContaining("takes too long");
        assertThat(pattern.matches("an x")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"never closed",
                "a -",
                "a:b",
                "-a.b",
                "ERROR*",
                "\"\"",
                "{ $.a }",
                "{ a = 1 }",
                "{ $.a = }",
                "{ $.a = 1",
                "{ $.a = 1 } x",
                "{ $.a > text }",
                "{ $.a[x] = 1 }",
                "[ip, user",
                "[ip, ..., user, ...]",
                "[bytes > many]",
                "[a = 1 && b = 2]",
                "%never closed",
                "%(a+)+%",
                "%[a%",
                "-%a%",
                "{ $.a = %x }",
                "{ $.a > %x% }",
                "{ $.a = \"*a*b*c*\" }"
            })
    void refusesWhatItCannotRead(String pattern) {
        assertThatThrownBy(() -> FilterPattern.of(pattern)).isInstanceOf(AwsException.class);
    }
}
