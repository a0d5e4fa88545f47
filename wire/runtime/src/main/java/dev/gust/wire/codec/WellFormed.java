package dev.gust.wire.codec;

/**
 * Text that has a form in UTF-8. JSON can spell half of a surrogate pair ({@code "\ud800"}), and some encoders write one: it names
 * no character, could not be stored, compared or sent back as it came, and is refused wherever text comes in.
 */
public final class WellFormed {
    private WellFormed() {}

    /** The text itself, or {@link MalformedException}. */
    public static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                refuseHalves(text, i);
                break;
            }
        }
        return text;
    }

    private static void refuseHalves(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new MalformedException("A text holds half of a surrogate pair, which is no character");
            }
        }
    }
}
