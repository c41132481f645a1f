package org.flowlab.node.role;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The names and addresses of a lab's nodes. A node connects to no other host, and uses no DNS.
final class Hosts {
    private final Map<String, String> addresses = new HashMap<>();
    private final Set<String> known;

    /// @throws IllegalArgumentException if an address is not dotted IPv4
    Hosts(Map<String, String> hosts) {
        known = Set.copyOf(hosts.values());
        hosts.forEach(
                (name, address) -> {
                    if (!NetUtil.isValidIpV4Address(address)) {
                        throw new IllegalArgumentException(
                                "hosts: \"%s\" has the address \"%s\", not a dotted IPv4 address"
                                        .formatted(name, address));
                    }
                    addresses.put(name.toLowerCase(Locale.ROOT), address);
                });
    }

    /// @param host a node's name, or an address that a node has
    /// @throws UnknownHostException if it is not a node of this lab
    InetSocketAddress resolve(String host, int port) throws UnknownHostException {
        String address = known.contains(host) ? host : addresses.get(host.toLowerCase(Locale.ROOT));
        if (address == null) {
            throw new UnknownHostException("\"" + host + "\" is not a node of this lab");
        }
        return socketAddress(address, port);
    }

    /// Whether `address` is the one by which `name` is known.
    boolean isAddressOf(String name, InetAddress address) {
        return address.getHostAddress().equals(addresses.get(name.toLowerCase(Locale.ROOT)));
    }

    /// Makes a socket address without a look-up.
    static InetSocketAddress socketAddress(String dotted, int port) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(dotted);
        if (bytes == null || bytes.length != 4) {
            throw new IllegalArgumentException("\"" + dotted + "\" is not a dotted IPv4 address");
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(dotted, bytes), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
