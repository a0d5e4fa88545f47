package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.wire.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlResponsesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "\"text\" ~ 200",
                "{\"a\":1} ~ 200",
                "{\"statusCode\":201} ~ 201",
                "{\"statusCode\":\"404\"} ~ 404",
                "{\"statusCode\":42} ~ 502",
                "{\"statusCode\":99999} ~ 502",
                "{\"statusCode\":true} ~ 502",
                "{\"statusCode\":200,\"body\":\"aGk=\",\"isBase64Encoded\":true} ~ 200",
                "{\"statusCode\":200,\"body\":\"a\",\"isBase64Encoded\":true} ~ 502",
                "no json ~ 502",
            })
    void readsWhatFunctionsAnswer(String payload, int status) {
        HttpResponse response = UrlResponses.of(payload.getBytes(StandardCharsets.UTF_8));
        assertThat(response.status()).isEqualTo(status);
    }
}
