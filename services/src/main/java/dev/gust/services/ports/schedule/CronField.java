package dev.gust.services.ports.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A field of a cron expression that is a set of numbers: lists, ranges, steps and names. */
final class CronField {
    private CronField() {}

    /** The numbers named; nothing when the text is malformed or out of range. */
    static Optional<BitSet> parse(String text, int minimum, int maximum, List<String> names) {
        BitSet set = new BitSet(maximum + 1);
        for (String part : text.split(",", -1)) {
            if (!add(set, part, minimum, maximum, names)) {
                return Optional.empty();
            }
        }
        return Optional.of(set);
    }

    private static boolean add(BitSet set, String part, int minimum, int maximum, List<String> names) {
        int slash = part.indexOf('/');
        String range = slash < 0 ? part : part.substring(0, slash);
        int step = slash < 0 ? 1 : number(part.substring(slash + 1), List.of(), minimum);
        if (step <= 0) {
            return false;
        }
        int from;
        int to;
        int dash = range.indexOf('-');
        if (range.equals("*")) {
            from = minimum;
            to = maximum;
        } else if (dash > 0) {
            from = number(range.substring(0, dash), names, minimum);
            to = number(range.substring(dash + 1), names, minimum);
        } else {
            from = number(range, names, minimum);
            to = slash < 0 ? from : maximum;
        }
        if (from < minimum || to > maximum || from < 0) {
            return false;
        }
        if (from > to) {
            // A range may run over the end, as FRI-MON does.
            return dash > 0 && to >= minimum && addWrapped(set, from, to, minimum, maximum, step);
        }
        for (int value = from; value <= to; value += step) {
            set.set(value);
        }
        return true;
    }

    private static boolean addWrapped(BitSet set, int from, int to, int minimum, int maximum, int step) {
        int span = maximum - minimum + 1;
        for (int value = from; value <= to + span; value += step) {
            set.set(value > maximum ? value - span : value);
        }
        return true;
    }

    /** The number or the name's number; -1 when it is neither. Names count from the field's minimum. */
    static int number(String text, List<String> names, int minimum) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        if (named >= 0) {
            return named + minimum;
        }
        if (text.isEmpty() || text.length() > 4 || !text.chars().allMatch(Character::isDigit)) {
            return -1;
        }
        return Integer.parseInt(text);
    }
}
