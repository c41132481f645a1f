package org.flowlab.wire.ethernet;

import java.util.List;
import org.flowlab.wire.Bytes;

/// The header of an Ethernet frame, with its VLAN tags.
///
/// @param tags the outermost first
/// @param etherType 16 bits: see [EtherType]
public record EthernetHeader(
        MacAddress destination, MacAddress source, List<Tag> tags, int etherType) {

    /// A VLAN tag.
    ///
    /// @param protocol the tag's own type, usually [EtherType#VLAN]
    /// @param control 16 bits: priority (3), drop eligibility (1), VLAN number (12)
    public record Tag(int protocol, int control) {
        public int vlan() {
            return control & 0xfff;
        }
    }

    public EthernetHeader {
        tags = List.copyOf(tags);
    }

    public EthernetHeader(MacAddress destination, MacAddress source, int etherType) {
        this(destination, source, List.of(), etherType);
    }

    public int length() {
        return EthernetView.HEADER_LENGTH + tags.size() * EthernetView.TAG_LENGTH;
    }

    /// Writes [#length] bytes from `b[at]` on.
    ///
    /// @return the index after the last byte written
    public int emit(byte[] b, int at) {
        destination.emit(b, at + EthernetView.DESTINATION);
        source.emit(b, at + EthernetView.SOURCE);
        int next = at + EthernetView.TYPE;
        for (Tag tag : tags) {
            Bytes.put16(b, next, tag.protocol());
            Bytes.put16(b, next + 2, tag.control());
            next += EthernetView.TAG_LENGTH;
        }
        Bytes.put16(b, next, etherType);
        return next + 2;
    }
}
