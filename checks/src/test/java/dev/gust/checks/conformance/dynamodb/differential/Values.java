package dev.gust.checks.conformance.dynamodb.differential;

import static dev.gust.checks.conformance.dynamodb.differential.Dice.array;
import static dev.gust.checks.conformance.dynamodb.differential.Dice.object;

import dev.gust.base.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Attribute values: mostly good ones from a small set, so that they meet again; now and then a wrong one. */
final class Values {
    static final String[] NAMES = {"a", "b", "c", "n", "elems", "doc", "tags", "who", "score"};

    private final Dice dice;

    Values(Dice dice) {
        this.dice = dice;
    }

    JsonValue text() {
        return object("S", dice.any("", "a", "b", "ab", "abc", "é", "\uFFFD", "😀", "zz"));
    }

    String digits() {
        return dice.any(
                "0",
                "1",
                "2",
                "-1",
                "3",
                "10",
                "1.5",
                "-2.50",
                "0.001",
                "1e3",
                "12E-2",
                "-0",
                "007",
                "100000000000000000000",
                "12345678901234567890123456789012345678",
                "1e125",
                "-1e125",
                "1e-130",
                "9.9999999999999999999999999999999999999e125");
    }

    private String wrongDigits() {
        return dice.any(
                "", "x", "1e126", "1e-131", "123456789012345678901234567890123456789", "NaN", "0x10", "1 ", "--1");
    }

    JsonValue number() {
        return object("N", dice.chance(2) ? wrongDigits() : digits());
    }

    JsonValue binary() {
        return object("B", dice.any("", "AA==", "AAE=", "/w==", "AQID"));
    }

    JsonValue set() {
        Set<String> members = new LinkedHashSet<>();
        int kind = dice.below(3);
        int size = dice.chance(3) ? 0 : 1 + dice.below(3);
        while (members.size() < size) {
            members.add(
                    switch (kind) {
                        case 0 -> dice.any("a", "b", "c", "d");
                        case 1 -> dice.any("1", "2", "3", "4.5");
                        default -> dice.any("AA==", "AQ==", "Ag==", "Aw==");
                    });
        }
        return object(List.of("SS", "NS", "BS").get(kind), List.copyOf(members));
    }

    JsonValue any() {
        return any(0);
    }

    private JsonValue any(int depth) {
        return switch (dice.below(depth > 2 ? 7 : 10)) {
            case 0, 1 -> text();
            case 2, 3 -> number();
            case 4 -> binary();
            case 5 -> object("BOOL", dice.chance(50));
            case 6 -> dice.chance(70) ? set() : object("NULL", true);
            case 7, 8 -> elements(depth);
            default -> map(depth);
        };
    }

    private JsonValue elements(int depth) {
        Object[] items = new Object[dice.below(4)];
        for (int i = 0; i < items.length; i++) {
            items[i] = any(depth + 1);
        }
        return object("L", array(items));
    }

    private JsonValue map(int depth) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = dice.below(4); i > 0; i--) {
            members.put(dice.any("a", "b", "elems", "x.y"), any(depth + 1));
        }
        return object("M", members);
    }

    /** Attributes beside the keys. */
    Map<String, JsonValue> attributes() {
        Map<String, JsonValue> attributes = new LinkedHashMap<>();
        for (int i = dice.below(6); i > 0; i--) {
            String name = dice.any(NAMES);
            attributes.put(
                    name,
                    switch (name) {
                        case "n" -> number();
                        case "elems" -> elements(0);
                        case "doc" -> map(0);
                        case "tags" -> set();
                        case "who" -> dice.chance(95) ? object("S", dice.any("o1", "o2", "o3")) : any();
                        case "score" -> dice.chance(95) ? object("N", dice.any("1", "2", "3", "10")) : any();
                        default -> any();
                    });
        }
        return attributes;
    }

    /** A value of a kind that the service does not know, or that says two things at once. */
    JsonValue broken() {
        return switch (dice.below(8)) {
            case 0 -> object();
            case 1 -> object("S", "a", "N", "1");
            case 2 -> object("NULL", false);
            case 3 -> object("SS", array("a", "a"));
            case 4 -> object("NS", array("1", "1.0"));
            case 5 -> object("N", wrongDigits());
            case 6 -> object("SS", array());
            default -> object("BS", array("AA==", "AA=="));
        };
    }
}
