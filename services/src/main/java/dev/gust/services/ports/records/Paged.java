package dev.gust.services.ports.records;

import java.util.List;
import java.util.Optional;

/** A page of a list that is small enough to be read whole. The token is the position to go on from. */
public record Paged<T>(List<T> items, Optional<String> next) {
    /** The page at the token; a token that was never given out begins at the start. */
    public static <T> Paged<T> of(List<T> all, Optional<String> token, int limit) {
        int from = Math.min(token.map(Paged::position).orElse(0), all.size());
        int to = Math.min(all.size(), from + Math.max(1, limit));
        return new Paged<>(
                List.copyOf(all.subList(from, to)),
                to < all.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    }

    private static int position(String token) {
        boolean number =
                !token.isEmpty() && token.length() <= 9 && token.chars().allMatch(Character::isDigit);
        return number ? Integer.parseInt(token) : 0;
    }
}
