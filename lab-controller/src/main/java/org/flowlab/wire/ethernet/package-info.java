/// Ethernet II frames with VLAN tags (IEEE 802.3, 802.1Q, 802.1ad). Uses wire; entry types
/// EthernetView (bytes) and EthernetHeader (value).
@NullMarked
package org.flowlab.wire.ethernet;

import org.jspecify.annotations.NullMarked;
