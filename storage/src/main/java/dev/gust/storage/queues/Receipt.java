package dev.gust.storage.queues;

/** The right of one claim to a message; {@code claim} counts the claims of it. */
public record Receipt(MessageId message, int claim) {
    /** A text form, for handles. */
    public String toText() {
        return Long.toHexString(message.version()) + "-" + Long.toHexString(message.ordinal()) + "-"
                + Integer.toHexString(claim);
    }

    /**
     * Reads {@link #toText}'s form.
     *
     * @throws IllegalArgumentException when it is not one
     */
    public static Receipt ofText(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a receipt: " + text);
        }
        MessageId message = new MessageId(Long.parseLong(parts[0], 16), Long.parseLong(parts[1], 16));
        return new Receipt(message, Integer.parseInt(parts[2], 16));
    }
}
