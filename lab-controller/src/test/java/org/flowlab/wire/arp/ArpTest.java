package org.flowlab.wire.arp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.wire.AnnotatedBytes.bytes;
import static org.flowlab.wire.AnnotatedBytes.poison;

import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;
import org.junit.jupiter.api.Test;

class ArpTest {
    private static final byte[] REQUEST =
            bytes(
                    """
                    0001 0800 06 04 // Ethernet, IPv4, their lengths
                    0001            // request
                    0200c6120001    // sender
                    c6120001        // 198.18.0.1
                    000000000000    // target: who?
                    c6120002        // 198.18.0.2
                    """);
    private static final ArpMessage MESSAGE =
            new ArpMessage(
                    ArpMessage.REQUEST,
                    MacAddress.parse("02:00:c6:12:00:01"),
                    Ipv4Address.parse("198.18.0.1"),
                    new MacAddress(0),
                    Ipv4Address.parse("198.18.0.2"));

    private final ArpView view = new ArpView();

    @Test
    void a_request_is_parsed_and_emitted() {
        assertThat(view.wrap(REQUEST, 0, REQUEST.length)).isNull();
        assertThat(view.message()).isEqualTo(MESSAGE);
        byte[] out = poison(ArpView.LENGTH);
        assertThat(MESSAGE.emit(out, 0)).isEqualTo(ArpView.LENGTH);
        assertThat(out).isEqualTo(REQUEST);
    }

    @Test
    void an_unknown_operation_survives() {
        byte[] other = REQUEST.clone();
        other[7] = 9;
        assertThat(view.wrap(other, 0, other.length)).isNull();
        assertThat(view.message().operation()).isEqualTo(9);
    }

    @Test
    void other_kinds_of_addresses_and_cut_messages_are_refused() {
        for (int at : new int[] {1, 2, 4, 5}) {
            byte[] other = REQUEST.clone();
            other[at]++;
            assertThat(view.wrap(other, 0, other.length)).as("byte %d", at).isNotNull();
        }
        for (int length = 0; length < REQUEST.length; length++) {
            assertThat(view.wrap(REQUEST, 0, length)).isNotNull();
        }
    }
}
