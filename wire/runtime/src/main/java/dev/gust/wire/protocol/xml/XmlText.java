package dev.gust.wire.protocol.xml;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** XML text as it grows. Whoever writes closes what was opened. */
public final class XmlText {
    private static final Pattern NOT_IN_XML = Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]");

    private final StringBuilder text = new StringBuilder(512);

    /** The line that says which XML this is. */
    public XmlText declaration() {
        text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        return this;
    }

    public XmlText open(String element) {
        text.append('<').append(element).append('>');
        return this;
    }

    /** Opens an element whose attributes follow; {@link #endAttributes} ends them. */
    public XmlText openWithAttributes(String element) {
        text.append('<').append(element);
        return this;
    }

    public XmlText attribute(String name, String value) {
        text.append(' ').append(name).append("=\"");
        escape(value);
        text.append('"');
        return this;
    }

    public XmlText endAttributes() {
        text.append('>');
        return this;
    }

    public XmlText close(String element) {
        text.append("</").append(element).append('>');
        return this;
    }

    public XmlText element(String name, String value) {
        open(name);
        escape(value);
        return close(name);
    }

    /** Text for people, which may quote what a caller sent: what XML cannot hold, and readers refuse, is replaced. */
    public XmlText message(String value) {
        return element("Message", NOT_IN_XML.matcher(value).replaceAll("\uFFFD"));
    }

    public XmlText characters(String value) {
        escape(value);
        return this;
    }

    public byte[] utf8() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append("&quot;");
                case '\u0085', '\u2028', '\r' -> reference(c);
                default -> {
                    // Line ends are normalised by readers, and control characters refused by most, unless by number.
                    if (c < ' ' && c != '\t' && c != '\n') {
                        reference(c);
                    } else {
                        text.append(c);
                    }
                }
            }
        }
    }

    private void reference(char c) {
        text.append("&#x")
                .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                .append(';');
    }
}
