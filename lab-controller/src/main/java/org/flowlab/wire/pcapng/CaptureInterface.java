package org.flowlab.wire.pcapng;

import java.util.List;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.ip.Ipv6Address;
import org.jspecify.annotations.Nullable;

/// An interface on which frames were captured.
///
/// @param name such as `client:eth0`; empty if the file has none
/// @param description empty if there is none
/// @param linkType see [LinkType]
/// @param snapLength the most bytes of a frame that were kept; 0 if there was no limit
/// @param mac null if the file has none
public record CaptureInterface(
        String name,
        String description,
        int linkType,
        int snapLength,
        @Nullable MacAddress mac,
        List<Ipv4Subnet> ipv4,
        List<Ipv6Address> ipv6) {

    /// An address and the length of its subnet's prefix in bits, 0 to 32.
    public record Ipv4Subnet(Ipv4Address address, int prefixLength) {}

    public CaptureInterface {
        ipv4 = List.copyOf(ipv4);
        ipv6 = List.copyOf(ipv6);
    }

    /// An Ethernet interface with an IPv4 address.
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

    /// An Ethernet interface without an address, such as a switch's.
    public CaptureInterface(String name, String description) {
        this(name, description, LinkType.ETHERNET, 0, null, List.of(), List.of());
    }
}
