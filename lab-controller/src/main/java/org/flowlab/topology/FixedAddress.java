package org.flowlab.topology;

import java.net.Inet4Address;

/// An address that a file sets for an interface.
///
/// @param address the 32 bits of the address
/// @param subnet the subnet that contains it
public record FixedAddress(int address, Subnet subnet) {
    /// Parses `198.18.7.1/24`.
    ///
    /// @throws IllegalArgumentException if `text` is not an address that a node can have
    public static FixedAddress parse(String text) {
        Subnet.Parts parts = Subnet.parts(text, "an address", "198.18.7.1/24");
        Subnet subnet = Subnet.around(parts);
        Subnet.checkRange(text, parts.address());
        int index = parts.address() - subnet.network();
        if (index == 0 || index == subnet.hosts() + 1) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is the "
                            + (index == 0 ? "first" : "last")
                            + " address of its subnet; no node can have it");
        }
        return new FixedAddress(parts.address(), subnet);
    }

    Inet4Address inet() {
        return Subnet.address(address);
    }

    @Override
    public String toString() {
        return inet().getHostAddress() + "/" + subnet.prefixLength();
    }
}
