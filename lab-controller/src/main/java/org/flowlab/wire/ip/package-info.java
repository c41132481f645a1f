/// IPv4 (RFC 791) and IPv6 (RFC 8200) packets, and the Internet checksum (RFC 1071). Uses wire;
/// entry types Ipv4View and Ipv6View (bytes), Ipv4Header and Ipv6Header (values).
@NullMarked
package org.flowlab.wire.ip;

import org.jspecify.annotations.NullMarked;
