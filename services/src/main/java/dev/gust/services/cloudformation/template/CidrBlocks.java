package dev.gust.services.cloudformation.template;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code Fn::Cidr}: an address block cut into equal smaller ones. */
final class CidrBlocks {
    private static final int DEFAULT_BITS_OF_IPV4 = 8;
    private static final int DEFAULT_BITS_OF_IPV6 = 64;

    private CidrBlocks() {}

    /**
     * The first blocks of the given size.
     *
     * @param bits how many bits each block keeps for itself: 8 is a /24 in IPv4
     */
    static List<String> split(String block, int count, Optional<Integer> bits) {
        int slash = block.indexOf('/');
        byte[] address = slash < 0 ? new byte[0] : address(block.substring(0, slash));
        int width = address.length * 8;
        int prefix = slash < 0 ? -1 : prefix(block.substring(slash + 1));
        if (width == 0 || prefix < 0 || prefix > width) {
            throw new TemplateException("Template error: Fn::Cidr: " + block + " is not an address block");
        }
        int size = bits.orElse(width == 32 ? DEFAULT_BITS_OF_IPV4 : DEFAULT_BITS_OF_IPV6);
        BigInteger available = BigInteger.ONE.shiftLeft(Math.max(0, width - prefix - size));
        if (count < 1 || size > width - prefix || available.compareTo(BigInteger.valueOf(count)) < 0) {
            throw new TemplateException("Template error: Fn::Cidr: " + block + " has no room for " + count
                    + " blocks of " + size + " bits");
        }
        BigInteger start = new BigInteger(1, address).shiftRight(width - prefix).shiftLeft(width - prefix);
        List<String> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            BigInteger at = start.add(BigInteger.valueOf(i).shiftLeft(size));
            blocks.add(text(at, width / 8) + "/" + (width - size));
        }
        return blocks;
    }

    /** Only literal addresses: a name would be looked up. */
    private static byte[] address(String text) {
        boolean four = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        if (!four && !text.matches("[0-9a-fA-F:]*:[0-9a-fA-F:]*")) {
            return new byte[0];
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            return new byte[0];
        }
    }

    private static int prefix(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }

    private static String text(BigInteger value, int length) {
        byte[] address = new byte[length];
        byte[] given = value.toByteArray();
        int copied = Math.min(given.length, length);
        System.arraycopy(given, given.length - copied, address, length - copied, copied);
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }
}
