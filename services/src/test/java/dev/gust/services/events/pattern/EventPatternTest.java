package dev.gust.services.events.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventPatternTest {
    private static final String EVENT = """
            {"source": "shop", "detail-type": "Order", "resources": ["a", "b"], "empty": [],
             "detail": {"state": "open", "count": 3, "price": 300, "paid": false, "note": null,
                        "ip": "10.0.0.7", "file": "dir/a.PNG", "address": {"city": "Bern"},
                        "items": [{"kind": "x", "size": 1}, {"kind": "y", "size": 2}]}}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'source': ['shop']}",
                "{'source': ['other', 'shop'], 'detail-type': ['Order']}",
                "{'resources': ['b', 'z']}",
                "{'detail': {'count': [3], 'paid': [false], 'note': [null]}}",
                "{'detail': {'price': [3.0e2]}}",
                "{'detail': {'state': [{'prefix': 'op'}]}}",
                "{'detail': {'state': [{'prefix': {'equals-ignore-case': 'OP'}}]}}",
                "{'detail': {'file': [{'suffix': {'equals-ignore-case': '.png'}}]}}",
                "{'detail': {'state': [{'suffix': ''}]}}",
                "{'detail': {'state': [{'equals-ignore-case': 'OPEN'}]}}",
                "{'detail': {'file': [{'wildcard': 'dir/*.P*G'}]}}",
                "{'detail': {'state': [{'anything-but': 'closed'}]}}",
                "{'detail': {'state': [{'anything-but': ['closed', 'lost']}]}}",
                "{'detail': {'count': [{'anything-but': [1, 2]}]}}",
                "{'detail': {'note': [{'anything-but': {'prefix': 'x'}}]}}",
                "{'detail': {'file': [{'anything-but': {'suffix': ['.txt', '.jpg']}}]}}",
                "{'detail': {'file': [{'anything-but': {'wildcard': '*/b*'}}]}}",
                "{'detail': {'count': [{'numeric': ['>', 0, '<=', 3]}]}}",
                "{'detail': {'count': [{'numeric': ['=', 3.0]}]}}",
                "{'detail': {'ip': [{'cidr': '10.0.0.0/24'}]}}",
                "{'detail': {'state': [{'exists': true}], 'gone': [{'exists': false}]}}",
                "{'detail': {'gone': {'deeper': [{'exists': false}]}}}",
                "{'detail': {'gone': [{'anything-but': 'a'}, {'exists': false}]}}",
                "{'detail': {'address': [{'exists': false}]}}",
                "{'empty': [{'exists': false}]}",
                "{'detail': {'items': {'kind': ['x'], 'size': [1]}}}",
                "{'detail': {'$or': [{'state': ['lost']}, {'count': [{'numeric': ['<', 5]}]}]}}",
                "{'$or': [{'source': ['x']}, {'detail': {'address': {'city': ['Bern']}}}], 'source': ['shop']}",
            })
    void matches(String pattern) throws Exception {
        assertThat(pattern(pattern).matches(event())).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'source': ['Shop']}",
                "{'source': ['shop'], 'detail-type': ['Parcel']}",
                "{'resources': ['z']}",
                "{'empty': [null]}",
                "{'detail': {'note': ['null']}}",
                "{'detail': {'count': ['3']}}",
                "{'detail': {'state': [{'prefix': 'OP'}]}}",
                "{'detail': {'file': [{'wildcard': 'dir/*.png'}]}}",
                "{'detail': {'file': [{'wildcard': 'dir/a.PNG*G'}]}}",
                "{'detail': {'state': [{'anything-but': ['open', 'lost']}]}}",
                "{'detail': {'gone': [{'anything-but': 'a'}]}}",
                "{'detail': {'state': [{'numeric': ['>', 0]}]}}",
                "{'detail': {'count': [{'numeric': ['>', 3]}]}}",
                "{'detail': {'ip': [{'cidr': '10.0.1.0/24'}]}}",
                "{'detail': {'state': [{'exists': false}]}}",
                "{'detail': {'address': [{'exists': true}]}}",
                "{'detail': {'items': {'kind': ['x'], 'size': [2]}}}",
                "{'detail': {'$or': [{'state': ['lost']}, {'count': [9]}]}}",
            })
    void doesNotMatch(String pattern) throws Exception {
        assertThat(pattern(pattern).matches(event())).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                    | Filter is not an object",
                "{                                                     | not valid JSON",
                "{}                                                    | Empty objects are not allowed",
                "{'a': 42}                                             | \"a\" must be an object or an array",
                "{'a': []}                                             | Empty arrays are not allowed",
                "{'a': [['b']]}                                        | Match value must be",
                "{'a': [{'EXISTS': true}]}                             | Unrecognized match type EXISTS",
                "{'a': [{'exists': 'yes'}]}                            | either true or false",
                "{'a': [{'prefix': 123}]}                              | prefix match pattern must be a string",
                "{'a': [{'prefix': ['x']}]}                            | prefix match pattern must be a string",
                "{'a': [{'equals-ignore-case': {'prefix': 'x'}}]}      | must be a string",
                "{'a': [{'anything-but': null}]}                       | anything-but",
                "{'a': [{'anything-but': ['x', null]}]}                | mixed type is not supported",
                "{'a': [{'anything-but': ['x', 1]}]}                   | mixed type is not supported",
                "{'a': [{'anything-but': {'prefix': ''}}]}             | not allowed in anything-but",
                "{'a': [{'anything-but': {'suffix': {'equals-ignore-case': 'x'}}}]} | must be a string",
                "{'a': [{'anything-but': {'equals-ignore-case': [1]}}]} | must be a string",
                "{'a': [{'wildcard': 'a**'}]}                          | Consecutive wildcard characters at pos 1",
                "{'a': [{'wildcard': '\\\\x'}]}                        | Invalid escape character at pos 0",
                "{'a': [{'numeric': ['>', 0, '>', 0]}]}                | Bad numeric range operator: >",
                "{'a': [{'numeric': ['>', 5, '<', 1]}]}                | Bottom must be less than top",
                "{'a': [{'numeric': ['~', 5]}]}                        | Unrecognized numeric range operator: ~",
                "{'a': [{'numeric': ['>', 6e9]}]}                      | between -5.0E9 and 5.0E9",
                "{'a': [{'cidr': 'bad-filter'}]}                       | Malformed CIDR",
                "{'a': [{'prefix': 'x', 'suffix': 'y'}]}               | Only one key allowed",
                "{'$or': [{'a': ['b']}]}                               | at least 2 Objects",
            })
    void refuses(String pattern, String reason) {
        assertThatThrownBy(() -> pattern(pattern))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesWhatIsNestedWithoutEnd() {
        String deep = "{'a':".repeat(80) + "['b']" + "}".repeat(80);
        assertThatThrownBy(() -> pattern(deep)).hasMessageContaining("levels deep");
    }

    private static EventPattern pattern(String text) throws PatternSyntaxException {
        return EventPattern.parse(text.replace('\'', '"'));
    }

    private static JsonValue.Obj event() throws JsonSyntaxException {
        return (JsonValue.Obj) JsonText.parse(EVENT);
    }
}
