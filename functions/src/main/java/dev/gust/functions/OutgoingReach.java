package dev.gust.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What functions with {@link NetworkPolicy#OUTGOING} may reach of other machines. Loopback, link-local and multicast addresses, and this
 * machine's own, are never among them unless they are allowed here by name.
 *
 * @param denied ranges of IPv4 addresses like {@code 10.0.0.0/8}
 * @param allowed ranges that may be reached all the same
 * @param nameservers addresses, with a port or without, that are asked for names; empty for those that this machine asks
 */
public record OutgoingReach(List<String> denied, List<String> allowed, List<String> nameservers) {
    private static final int MAXIMUM_RANGES = 16;
    private static final int MAXIMUM_NAMESERVERS = 3;
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final String ADDRESS = BYTE + "(\\." + BYTE + "){3}";
    private static final Pattern RANGE = Pattern.compile(ADDRESS + "(/(3[0-2]|[12]?\\d))?");
    private static final Pattern NAMESERVER = Pattern.compile(ADDRESS + "(:\\d{1,5})?");

    /** Private networks, as a function on AWS that is in no VPC reaches none either. */
    public static final OutgoingReach STANDARD = new OutgoingReach(
            List.of("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"), List.of(), List.of());

    public OutgoingReach {
        denied = List.copyOf(denied);
        allowed = List.copyOf(allowed);
        nameservers = List.copyOf(nameservers);
        List<String> problems = new ArrayList<>();
        check(problems, denied, RANGE, MAXIMUM_RANGES, "a range of IPv4 addresses like 10.0.0.0/8");
        check(problems, allowed, RANGE, MAXIMUM_RANGES, "a range of IPv4 addresses like 10.0.0.0/8");
        check(problems, nameservers, NAMESERVER, MAXIMUM_NAMESERVERS, "an IPv4 address like 10.0.0.2 or 10.0.0.2:53");
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static void check(List<String> problems, List<String> words, Pattern pattern, int most, String wanted) {
        if (words.size() > most) {
            problems.add("at most " + most + " are possible, got " + words.size() + ": " + String.join(",", words));
        }
        words.stream()
                .filter(word -> !pattern.matcher(word).matches())
                .forEach(word -> problems.add("not " + wanted + ": " + word));
    }
}
