package dev.gust.services.dynamodb.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * A number as DynamoDB keeps one: up to 38 significant decimal digits, a magnitude of 1E-130 up to
 * 9.99...E+125, and one normal form. Equal numbers are equal objects, however they were written.
 */
public final class DynamoNumber implements Comparable<DynamoNumber> {
    public static final DynamoNumber ZERO = new DynamoNumber(BigDecimal.ZERO);

    private static final int DIGITS = 38;
    private static final int SMALLEST_MAGNITUDE = -130;
    private static final int LARGEST_MAGNITUDE = 125;
    /** Longer texts cannot be read as numbers; bounds the work that a text can cause. */
    private static final int LONGEST_TEXT = 1000;

    private static final int LONGEST_PLAIN_INTEGER = 18;
    private static final Pattern SYNTAX = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    static final String OVERFLOW =
            "Number overflow. Attempting to store a number with magnitude larger than supported range";
    static final String UNDERFLOW =
            "Number underflow. Attempting to store a number with magnitude smaller than supported range";

    /** Without trailing zeros; zero has scale 0. */
    private final BigDecimal value;

    private DynamoNumber(BigDecimal value) {
        this.value = value;
    }

    public static DynamoNumber of(long value) {
        return normal(BigDecimal.valueOf(value), "");
    }

    /** Reads a number as a request writes it. */
    public static DynamoNumber parse(String text) {
        if (isPlainInteger(text)) {
            return of(Long.parseLong(text));
        }
        if (text.isEmpty()) {
            throw new InvalidInputException("The parameter cannot be converted to a numeric value");
        }
        if (text.length() > LONGEST_TEXT || !SYNTAX.matcher(text).matches()) {
            throw notNumeric(text);
        }
        return normal(read(text), text);
    }

    /** Rebuilds a number from its digits without trailing zeros: the form {@link #unscaled()} and {@link #scale()} give. */
    static DynamoNumber ofNormal(BigInteger unscaled, int scale) {
        return new DynamoNumber(new BigDecimal(unscaled, scale));
    }

    private static boolean isPlainInteger(String text) {
        if (text.isEmpty() || text.length() > LONGEST_PLAIN_INTEGER) {
            return false;
        }
        int first = text.charAt(0) == '-' && text.length() > 1 ? 1 : 0;
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static BigDecimal read(String text) {
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (e < 0) {
            return new BigDecimal(text);
        }
        BigDecimal digits = new BigDecimal(text.substring(0, e));
        if (digits.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigInteger exponent = new BigInteger(text.substring(e + 1));
        if (exponent.bitLength() > 16) {
            throw new InvalidInputException(exponent.signum() > 0 ? OVERFLOW : UNDERFLOW);
        }
        return digits.scaleByPowerOfTen(exponent.intValue());
    }

    private static DynamoNumber normal(BigDecimal number, String text) {
        if (number.signum() == 0) {
            return ZERO;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        int magnitude = stripped.precision() - stripped.scale() - 1;
        if (magnitude > LARGEST_MAGNITUDE) {
            throw new InvalidInputException(OVERFLOW);
        }
        if (magnitude < SMALLEST_MAGNITUDE) {
            throw new InvalidInputException(UNDERFLOW);
        }
        if (stripped.precision() > DIGITS) {
            // A sum that needs more digits is called an overflow by AWS, whatever its magnitude.
            throw new InvalidInputException(
                    text.isEmpty() ? OVERFLOW : "Attempting to store more than 38 significant digits in a Number");
        }
        return new DynamoNumber(stripped);
    }

    private static InvalidInputException notNumeric(String text) {
        return new InvalidInputException("The parameter cannot be converted to a numeric value: " + text);
    }

    public DynamoNumber plus(DynamoNumber other) {
        return normal(value.add(other.value), "");
    }

    public DynamoNumber minus(DynamoNumber other) {
        return normal(value.subtract(other.value), "");
    }

    public int signum() {
        return value.signum();
    }

    public BigDecimal toBigDecimal() {
        return value;
    }

    /** All digits, without an exponent: how DynamoDB answers numbers. */
    public String text() {
        return value.toPlainString();
    }

    BigInteger unscaled() {
        return value.unscaledValue();
    }

    int scale() {
        return value.scale();
    }

    /** The power of ten of the first digit. */
    int magnitude() {
        return value.precision() - value.scale() - 1;
    }

    /** The size DynamoDB counts: one byte, one for each pair of digits aligned to the decimal point, one for a minus. */
    int size() {
        return size(value.signum(), value.precision(), value.scale());
    }

    /** The same of a number with this many digits, the last of which stands {@code scale} places behind the point. */
    static int size(int signum, int digits, int scale) {
        if (signum == 0) {
            return 1;
        }
        boolean splitPair = digits % 2 == 0 && Math.floorMod(digits - scale - 1, 2) == 0;
        return 1 + (digits + 1) / 2 + (splitPair ? 1 : 0) + (signum < 0 ? 1 : 0);
    }

    @Override
    public int compareTo(DynamoNumber other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DynamoNumber number && value.equals(number.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
