package org.flowlab.wire.pcapng;

import java.util.List;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.ip.Ipv6Address;
import org.jspecify.annotations.Nullable;

/// An interface that frames were captured on.
///
/// @param name as in `client:eth0`; empty if the file does not say
/// @param description empty if there is none
/// @param linkType see [LinkType]
/// @param snapLength bytes kept of a frame; 0 for all
public record CaptureInterface(
        String name,
        String description,
        int linkType,
        int snapLength,
        @Nullable MacAddress mac,
        List<Ipv4Subnet> ipv4,
        List<Ipv6Address> ipv6) {

    /// An address and the length of its subnet's prefix, 0 to 32.
    public record Ipv4Subnet(Ipv4Address address, int prefixLength) {}

    public CaptureInterface {
        ipv4 = List.copyOf(ipv4);
        ipv6 = List.copyOf(ipv6);
    }

    /// An end of a link with an IPv4 address.
    public CaptureInterface(
            String name,
            String description,
            MacAddress mac,
            Ipv4Address address,
            int prefixLength) {
        this(
                name,
                description,
                LinkType.ETHERNET,
                0,
                mac,
                List.of(new Ipv4Subnet(address, prefixLength)),
                List.of());
    }

    /// An end of a link without an address, as of a switch.
    public CaptureInterface(String name, String description) {
        this(name, description, LinkType.ETHERNET, 0, null, List.of(), List.of());
    }
}
