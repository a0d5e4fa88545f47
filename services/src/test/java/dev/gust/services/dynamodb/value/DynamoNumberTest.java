package dev.gust.services.dynamodb.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DynamoNumberTest {
    @ParameterizedTest
    @CsvSource({
        "1E+2, 100",
        "-0, 0",
        "0.10, 0.1",
        "007, 7",
        "+5, 5",
        "1., 1",
        ".5, 0.5",
        "0e500, 0",
        "-1.50e3, -1500",
        "1234567890123456789012345678901234567800, 1234567890123456789012345678901234567800",
        "1e-5, 0.00001",
        "999999999999999999, 999999999999999999",
        "9999999999999999999, 9999999999999999999"
    })
    void answersInNormalForm(String written, String normal) {
        assertThat(DynamoNumber.parse(written).text()).isEqualTo(normal);
        assertThat(DynamoNumber.parse(written)).isEqualTo(DynamoNumber.parse(normal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "dog", " 1", "1 ", "0x1", "1e", "1_0", "-", ".", "1e+", "١"})
    void refusesWhatIsNoNumber(String text) {
        assertThatThrownBy(() -> DynamoNumber.parse(text))
                .hasMessage("The parameter cannot be converted to a numeric value: " + text);
    }

    @Test
    void refusesAnEmptyText() {
        assertThatThrownBy(() -> DynamoNumber.parse(""))
                .hasMessage("The parameter cannot be converted to a numeric value");
    }

    @Test
    void keepsTheRangeOfMagnitudes() {
        assertThat(DynamoNumber.parse("9.9999999999999999999999999999999999999E+125")
                        .toBigDecimal())
                .isEqualByComparingTo(new BigDecimal("9.9999999999999999999999999999999999999E+125"));
        assertThat(DynamoNumber.parse("1e-130").toBigDecimal()).isEqualByComparingTo(new BigDecimal("1e-130"));
        assertThatThrownBy(() -> DynamoNumber.parse("1e126")).hasMessageStartingWith("Number overflow.");
        assertThatThrownBy(() -> DynamoNumber.parse("1e999999999999")).hasMessageStartingWith("Number overflow.");
        assertThatThrownBy(() -> DynamoNumber.parse("-1e-131")).hasMessageStartingWith("Number underflow.");
    }

    @Test
    void refusesMoreThan38Digits() {
        assertThatThrownBy(() -> DynamoNumber.parse("123456789012345678901234567890123456789"))
                .hasMessage("Attempting to store more than 38 significant digits in a Number");
        assertThatThrownBy(() -> DynamoNumber.parse("1e50").plus(DynamoNumber.of(1)))
                .hasMessageStartingWith("Number overflow.");
    }

    @Test
    void addsExactly() {
        assertThat(DynamoNumber.parse("0.1").plus(DynamoNumber.parse("0.2")).text())
                .isEqualTo("0.3");
        assertThat(DynamoNumber.parse("10000000000000000000000")
                        .minus(DynamoNumber.of(1))
                        .text())
                .isEqualTo("9999999999999999999999");
        assertThat(DynamoNumber.of(5).minus(DynamoNumber.of(5))).isEqualTo(DynamoNumber.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 2",
        "12, 2",
        "100, 2",
        "123, 3",
        "1234, 3",
        "-1, 3",
        "-12, 3",
        "1.5, 3",
        "0.5, 2",
        "12.5, 3",
        "12345678901234567890123456789012345678, 20"
    })
    void countsBytesAsDynamoDbDoes(String number, int size) {
        assertThat(DynamoNumber.parse(number).size()).isEqualTo(size);
    }
}
