package org.flowlab.wire.ethernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flowlab.wire.AnnotatedBytes.bytes;
import static org.flowlab.wire.AnnotatedBytes.poison;

import java.util.List;
import org.flowlab.wire.ethernet.EthernetHeader.Tag;
import org.junit.jupiter.api.Test;

class EthernetTest {
    private static final MacAddress TO = MacAddress.parse("02:00:c6:12:00:02");
    private static final MacAddress FROM = MacAddress.parse("02:00:c6:12:00:01");
    private static final byte[] PLAIN =
            bytes(
                    """
                    0200c6120002 // destination
                    0200c6120001 // source
                    0800         // IPv4
                    45           // payload
                    """);
    private static final byte[] TAGGED =
            bytes(
                    """
                    0200c6120002 // destination
                    0200c6120001 // source
                    88a8 2064    // service tag, priority 1, VLAN 100
                    8100 0007    // VLAN 7
                    beef         // a type without a name
                    """);

    private final EthernetView view = new EthernetView();

    @Test
    void a_plain_frame_is_parsed_and_emitted() {
        assertThat(view.wrap(PLAIN, 0, PLAIN.length)).isNull();
        EthernetHeader header = new EthernetHeader(TO, FROM, EtherType.IPV4);
        assertThat(view.header()).isEqualTo(header);
        assertThat(view.payloadOffset()).isEqualTo(14);
        assertThat(view.payloadLength()).isEqualTo(1);
        byte[] out = poison(15);
        assertThat(header.emit(out, 0)).isEqualTo(14);
        out[14] = 0x45;
        assertThat(out).isEqualTo(PLAIN);
    }

    @Test
    void tags_and_unknown_types_survive() {
        assertThat(view.wrap(TAGGED, 0, TAGGED.length)).isNull();
        EthernetHeader header =
                new EthernetHeader(
                        TO,
                        FROM,
                        List.of(
                                new Tag(EtherType.SERVICE_VLAN, 0x2064),
                                new Tag(EtherType.VLAN, 7)),
                        0xbeef);
        assertThat(view.header()).isEqualTo(header);
        assertThat(header.tags().getFirst().vlan()).isEqualTo(100);
        assertThat(view.payloadLength()).isZero();
        byte[] out = poison(header.length());
        header.emit(out, 0);
        assertThat(out).isEqualTo(TAGGED);
    }

    @Test
    void a_frame_cut_anywhere_in_its_header_is_refused() {
        for (int length = 0; length < TAGGED.length; length++) {
            assertThat(view.wrap(TAGGED, 0, length)).as("%d bytes", length).isNotNull();
        }
    }

    @Test
    void addresses_are_read_and_written() {
        assertThat(TO).hasToString("02:00:c6:12:00:02");
        assertThat(MacAddress.parse("FF-ff-ff-ff-ff-ff")).isEqualTo(MacAddress.BROADCAST);
        assertThat(MacAddress.BROADCAST.isGroup()).isTrue();
        assertThat(TO.isGroup()).isFalse();
        assertThatThrownBy(() -> MacAddress.parse("02:00:c6"))
                .hasMessage(
                        "'02:00:c6' is not a MAC address: write six bytes, as in 02:00:c6:12:00:01");
        assertThatThrownBy(() -> new MacAddress(1L << 48)).hasMessageContaining("48 bits");
    }
}
