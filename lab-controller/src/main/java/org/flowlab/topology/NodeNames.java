package org.flowlab.topology;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Checks names of nodes: programs must accept a name as a host name and look it up in the hosts
/// file that the lab writes.
final class NodeNames {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /// inet_aton(3) reads one to four decimal, octal or hexadecimal numbers as an address; a URL's
    /// host whose last label is such a number is an address or invalid (WHATWG URL §3.5).
    private static final Pattern NUMBERS =
            Pattern.compile("([0-9]+|0[xX][0-9a-fA-F]*)(\\.([0-9]+|0[xX][0-9a-fA-F]*))*");

    /// Names in the default hosts files of common systems. Resolvers and browsers resolve the first
    /// one without the hosts file (RFC 6761 §6.3).
    private static final List<String> THIS_MACHINE =
            List.of(
                    "localhost",
                    "ip6-localhost",
                    "ip6-loopback",
                    "ip6-localnet",
                    "ip6-mcastprefix",
                    "ip6-allnodes",
                    "ip6-allrouters",
                    "ip6-allhosts",
                    "broadcasthost");

    private NodeNames() {}

    /// The reason why no node can have this name; empty if one can.
    static Optional<String> fault(String name) {
        if (NUMBERS.matcher(name).matches()) {
            return Optional.of(
                    "programs read it as an IP address and never look it up; begin with a letter, as in"
                            + " n"
                            + (name.matches("[a-z0-9-]{1,62}") ? name : "1"));
        }
        if (!LABEL.matcher(name).matches()) {
            return Optional.of("write lower-case letters, digits and -, as in a host name");
        }
        if (THIS_MACHINE.contains(name)) {
            return Optional.of("programs take it for this machine or a group of machines");
        }
        if (name.startsWith("xn--")) {
            return Optional.of("programs decode a name that begins with xn-- (RFC 5890)");
        }
        return Optional.empty();
    }
}
