package dev.gust.services.ports.policy;

import java.net.InetAddress;
import java.util.Optional;

/** A range of IP addresses, as in {@code 10.0.0.0/8} or {@code 2001:db8::/32}. */
public record AddressRange(InetAddress network, int prefix) {
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = address(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int bits = address.get().getAddress().length * 8;
        try {
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            return prefix < 0 || prefix > bits
                    ? Optional.empty()
                    : Optional.of(new AddressRange(address.get(), prefix));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    public boolean contains(String text) {
        byte[] mine = network.getAddress();
        byte[] other = address(text).map(InetAddress::getAddress).orElse(new byte[0]);
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((mine[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** A literal address only: a name would be looked up. */
    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
