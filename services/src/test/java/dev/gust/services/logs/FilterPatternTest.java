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
            })
    void looksIntoJson(String pattern, boolean expected) {
        String message = "{\"level\":\"error\",\"status\":500,\"user\":{\"roles\":[\"dev\",\"admin\"]},"
                + "\"nothing\":null,\"done\":true}";
        assertThat(FilterPattern.of(pattern).matches(message)).isEqualTo(expected);
        assertThat(FilterPattern.of(pattern).matches("no json")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"never closed",
                "a -",
                "{ $.a }",
                "{ a = 1 }",
                "{ $.a = }",
                "{ $.a = 1",
                "{ $.a = 1 } x",
                "{ $.a > text }",
                "{ $.a[x] = 1 }",
                "[ip, user]",
                "%regex%",
                "{ $.a = %x% }",
                "{ $.a = \"*a*b*c*\" }"
            })
    void refusesWhatItCannotRead(String pattern) {
        assertThatThrownBy(() -> FilterPattern.of(pattern)).isInstanceOf(AwsException.class);
    }
}
