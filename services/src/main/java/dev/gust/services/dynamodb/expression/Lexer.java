package dev.gust.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Cuts an expression into tokens. Never fails: what is no token is one of kind UNKNOWN, refused when it is reached. */
final class Lexer {
    private static final Set<String> KEYWORDS =
            Set.of("AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE");

    private final String source;
    private int position;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source);
        List<Token> tokens = new ArrayList<>();
        Token token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.kind() != Token.Kind.END);
        return tokens;
    }

    private Token next() {
        while (position < source.length() && isSpace(source.charAt(position))) {
            position++;
        }
        if (position == source.length()) {
            return new Token(Token.Kind.END, "<EOF>", position, position);
        }
        char c = source.charAt(position);
        if (isLetter(c)) {
            Token word = token(Token.Kind.NAME, endOfWord(position + 1));
            boolean keyword = KEYWORDS.contains(word.text().toUpperCase(Locale.ROOT));
            return keyword ? new Token(Token.Kind.KEYWORD, word.text(), word.start(), word.end()) : word;
        }
        if (c == '#' || c == ':') {
            int end = endOfWord(position + 1);
            if (end > position + 1) {
                return token(c == '#' ? Token.Kind.NAME_PLACEHOLDER : Token.Kind.VALUE_PLACEHOLDER, end);
            }
        }
        if (isDigit(c)) {
            // A zero ends an index: "01" is two tokens, and so a syntax error.
            int end = position + 1;
            while (c != '0' && end < source.length() && isDigit(source.charAt(end))) {
                end++;
            }
            return token(Token.Kind.INDEX, end);
        }
        if (source.startsWith("<>", position)
                || source.startsWith("<=", position)
                || source.startsWith(">=", position)) {
            return token(Token.Kind.SYMBOL, position + 2);
        }
        if ("=<>+-()[].,".indexOf(c) >= 0) {
            return token(Token.Kind.SYMBOL, position + 1);
        }
        return token(Token.Kind.UNKNOWN, position + Character.charCount(source.codePointAt(position)));
    }

    private Token token(Token.Kind kind, int end) {
        Token token = new Token(kind, source.substring(position, end), position, end);
        position = end;
        return token;
    }

    private int endOfWord(int from) {
        int end = from;
        while (end < source.length()
                && (isLetter(source.charAt(end)) || isDigit(source.charAt(end)) || source.charAt(end) == '_')) {
            end++;
        }
        return end;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
