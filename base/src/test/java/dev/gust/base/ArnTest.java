package dev.gust.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArnTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:s3:::bucket/key:with:colons",
                "arn:aws:lambda:us-east-1:000000000000:function:f:1",
                "arn:aws-cn:iam::123456789012:role/path/name"
            })
    void writesBackWhatItRead(String text) {
        assertThat(Arn.parse(text).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "arn", "arn:aws:s3", "arn:aws:::a:b", "urn:aws:s3:::bucket", "arn:aws:s3:::"})
    void refusesWhatIsNoArn(String text) {
        assertThat(Arn.parse(text)).isEmpty();
    }

    @Test
    void uuidsAreVersionFour() {
        assertThat(new Ids(Randomness.seeded(1)).uuid())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }
}
