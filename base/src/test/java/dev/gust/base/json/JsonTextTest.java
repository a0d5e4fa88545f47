package dev.gust.base.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"{\"b\":1,\"a\":[true,null,\"x\"]}", "12345678901234567890.123", "\"\\u0001é\"", "[]"})
    void writesBackWhatItRead(String text) throws JsonSyntaxException {
        assertThat(JsonText.parse(JsonText.parse(text).toJson())).isEqualTo(JsonText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":1,\"a\":2}", "[1]x", "nul", "{\"a\"}", "\u0000"})
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> JsonText.parse(text)).isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void saysWhereTheTextIsWrong() {
        assertThatThrownBy(() -> JsonText.parse("{\n  \"a\": ?\n}")).hasMessageContaining("line 2");
    }

    @Test
    void refusesNestingWithoutEnd() {
        assertThatThrownBy(() -> JsonText.parse("[".repeat(100_000))).isInstanceOf(JsonSyntaxException.class);
    }
}
