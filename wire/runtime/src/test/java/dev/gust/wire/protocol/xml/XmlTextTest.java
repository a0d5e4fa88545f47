package dev.gust.wire.protocol.xml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class XmlTextTest {
    @Test
    void aMessageHoldsOnlyWhatReadersOfXmlTake() {
        assertThat(new XmlText().message("a\0b\u0001\uFFFE<\t\uFFFF>").toString())
                .isEqualTo("<Message>a\uFFFDb\uFFFD\uFFFD&lt;\t\uFFFD&gt;</Message>");
    }

    @Test
    void aValueKeepsItsCharacters() {
        assertThat(new XmlText().element("Key", "a\u0001\r\n").toString()).isEqualTo("<Key>a&#x1;&#xD;\n</Key>");
    }
}
