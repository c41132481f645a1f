package org.flowlab.wire.ethernet;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// A view of an Ethernet frame in a byte array. One view serves many frames: [#wrap] moves it to
/// the next. After a [#wrap] that returns null, the accessors cannot fail.
///
/// ```
///  0                   6                  12       14
/// +-------------------+-------------------+--------+-----------+
/// |    destination    |      source       |  type  |  payload  |
/// +-------------------+-------------------+--------+-----------+
///                                   tagged: 8100 | PCP DEI VID | type | payload
/// ```
public final class EthernetView {
    public static final int HEADER_LENGTH = 14;
    static final int DESTINATION = 0;
    static final int SOURCE = 6;
    static final int TYPE = 12;
    static final int TAG_LENGTH = 4;

    private byte[] buffer = new byte[HEADER_LENGTH];
    private int offset;
    private int end;
    private int payload;
    private int etherType;

    /// Moves the view to the frame in `buffer[offset, offset + length)`.
    ///
    /// @return what is wrong with the frame; null if nothing is
    public @Nullable String wrap(byte[] buffer, int offset, int length) {
        if (length < HEADER_LENGTH) {
            return "shorter than an Ethernet header";
        }
        int at = offset + TYPE;
        int stop = offset + length;
        int type = Bytes.u16(buffer, at);
        while (EtherType.isTag(type)) {
            at += TAG_LENGTH;
            if (at + 2 > stop) {
                return "ends in a VLAN tag";
            }
            type = Bytes.u16(buffer, at);
        }
        this.buffer = buffer;
        this.offset = offset;
        this.end = stop;
        this.payload = at + 2;
        this.etherType = type;
        return null;
    }

    public MacAddress destination() {
        return MacAddress.at(buffer, offset + DESTINATION);
    }

    public MacAddress source() {
        return MacAddress.at(buffer, offset + SOURCE);
    }

    /// The type after the last tag. A number below 1536 is an 802.3 length.
    public int etherType() {
        return etherType;
    }

    /// The index in the array at which the payload begins.
    public int payloadOffset() {
        return payload;
    }

    /// The payload's length in bytes, with padding.
    public int payloadLength() {
        return end - payload;
    }

    public EthernetHeader header() {
        List<EthernetHeader.Tag> tags = new ArrayList<>();
        for (int at = offset + TYPE; at < payload - 2; at += TAG_LENGTH) {
            tags.add(new EthernetHeader.Tag(Bytes.u16(buffer, at), Bytes.u16(buffer, at + 2)));
        }
        return new EthernetHeader(destination(), source(), tags, etherType);
    }
}
