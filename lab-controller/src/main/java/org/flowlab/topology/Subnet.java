package org.flowlab.topology;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A range of IPv4 addresses within 198.18.0.0/15, which RFC 2544 sets aside for benchmarks.
///
/// @param network the 32 bits of the first address
/// @param prefixLength 15 to 30
public record Subnet(int network, int prefixLength) {
    /// All the addresses that the lab may use.
    public static final Subnet LAB = new Subnet(198 << 24 | 18 << 16, 15);

    private static final Pattern TEXT =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/([1-9]?\\d)");
    private static final int LONGEST_PREFIX = 30;

    /// The two parts of a text like `198.18.7.1/24`.
    record Parts(int address, int prefixLength) {}

    /// Parses `198.18.7.0/24`.
    ///
    /// @throws IllegalArgumentException if `text` is not a subnet of the lab's range
    public static Subnet parse(String text) {
        Parts parts = parts(text, "a subnet", "198.18.7.0/24");
        checkRange(text, parts.address());
        Subnet subnet = around(parts);
        if (subnet.network != parts.address()) {
            throw new IllegalArgumentException(
                    "'" + text + "' has bits set after its prefix; the subnet is " + subnet);
        }
        return subnet;
    }

    static Parts parts(String text, String what, String example) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not " + what + ": write one as in " + example);
        }
        int address = 0;
        for (int i = 1; i <= 4; i++) {
            int part = Integer.parseInt(m.group(i));
            if (m.group(i).length() > 1 && m.group(i).startsWith("0")) {
                throw new IllegalArgumentException(
                        "'"
                                + text
                                + "' is not "
                                + what
                                + ": "
                                + m.group(i)
                                + " begins with 0, which some programs read as octal; write "
                                + part);
            }
            if (part > 255) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not " + what + ": " + part + " is more than 255");
            }
            address = address << 8 | part;
        }
        int length = Integer.parseInt(m.group(5));
        if (length > LONGEST_PREFIX || length < LAB.prefixLength) {
            throw new IllegalArgumentException(
                    "'" + text + "': the prefix length must be from 15 to " + LONGEST_PREFIX);
        }
        return new Parts(address, length);
    }

    static void checkRange(String text, int address) {
        if (!LAB.contains(address)) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is outside 198.18.0.0/15, the range for benchmarks; the lab uses no"
                            + " other addresses");
        }
    }

    /// The subnet that contains an address.
    static Subnet around(Parts parts) {
        return new Subnet(
                parts.address() & -1 << (32 - parts.prefixLength()), parts.prefixLength());
    }

    /// The prefix length, at most 30, of the smallest subnet that has room for `nodes` addresses.
    static int prefixLengthFor(int nodes) {
        int length = LONGEST_PREFIX;
        while ((1L << (32 - length)) - 2 < nodes) {
            length--;
        }
        return length;
    }

    private int hostMask() {
        return (1 << (32 - prefixLength)) - 1;
    }

    /// The number of addresses that nodes can have: all but the first and the last.
    int hosts() {
        return hostMask() - 1;
    }

    boolean contains(int address) {
        return (address & ~hostMask()) == network;
    }

    boolean overlaps(Subnet other) {
        return contains(other.network) || other.contains(network);
    }

    /// The last address.
    int end() {
        return network | hostMask();
    }

    static Inet4Address address(int bits) {
        byte[] bytes = {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
        try {
            return (Inet4Address) InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // cannot be: it has four bytes
        }
    }

    @Override
    public String toString() {
        return address(network).getHostAddress() + "/" + prefixLength;
    }
}
