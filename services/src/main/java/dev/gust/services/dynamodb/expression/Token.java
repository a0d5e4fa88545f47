package dev.gust.services.dynamodb.expression;

/** A piece of an expression's text, from {@code start} up to {@code end}. */
record Token(Kind kind, String text, int start, int end) {
    enum Kind {
        NAME,
        NAME_PLACEHOLDER,
        VALUE_PLACEHOLDER,
        INDEX,
        KEYWORD,
        SYMBOL,
        UNKNOWN,
        END
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isKeyword(String keyword) {
        return kind == Kind.KEYWORD && text.equalsIgnoreCase(keyword);
    }
}
