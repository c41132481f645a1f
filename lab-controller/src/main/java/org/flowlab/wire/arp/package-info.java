/// The Address Resolution Protocol for IPv4 over Ethernet (RFC 826). Uses wire, wire.ethernet and
/// wire.ip; entry type ArpMessage.
@NullMarked
package org.flowlab.wire.arp;

import org.jspecify.annotations.NullMarked;
