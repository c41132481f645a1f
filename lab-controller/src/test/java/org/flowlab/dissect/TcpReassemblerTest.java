package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.flowlab.dissect.Passage.Transmission;
import org.flowlab.dissect.TcpListener.Handshake;
import org.flowlab.wire.tcp.TcpFlags;
import org.junit.jupiter.api.Test;

@org.junit.jupiter.api.Timeout(20)
class TcpReassemblerTest {
    private final TcpRecorder told = new TcpRecorder();
    private final TcpReassembler reassembler = new TcpReassembler(told);
    private final Peer[] peers = Peer.pair(1000, 9000);
    private final Peer client = peers[0];
    private final Peer server = peers[1];
    private long now;

    private void seen(byte[]... frames) {
        for (byte[] frame : frames) {
            reassembler.seen(++now, frame, 0, frame.length);
        }
    }

    private void sent(long nanos, byte[] frame) {
        reassembler.sent(nanos, frame, 0, frame.length);
    }

    private void lost(long nanos, byte[] frame) {
        reassembler.lost(nanos, frame, 0, frame.length);
    }

    private void dropped(byte[] frame) {
        reassembler.dropped(0, frame, 0, frame.length);
    }

    private void delivered(long nanos, byte[] frame) {
        reassembler.delivered(nanos, frame, 0, frame.length);
    }

    private void open() {
        seen(client.syn(), server.synAck(), client.ack());
    }

    private void passes(long sentNanos, byte[] frame) {
        sent(sentNanos, frame);
        delivered(sentNanos + 20, frame);
    }

    private void openOverWire() {
        passes(0, client.syn());
        passes(20, server.synAck());
        passes(40, client.ack());
    }

    @Test
    void a_whole_connection_is_told_in_order() {
        open();
        seen(client.data("GET"), server.ack(), server.data("200"), client.ack());
        seen(client.fin(), server.ack(), server.fin(), client.ack());
        assertThat(told.lines)
                .containsExactly(
                        "0 SYN",
                        "0 SYN_ACK",
                        "0 ACK",
                        "0 c data 0 GET",
                        "0 s data 0 200",
                        "0 c fin",
                        "0 s fin",
                        "0 closed FINISHED");
    }

    @Test
    void names_are_addresses_and_ports() {
        TcpConnection[] found = new TcpConnection[1];
        TcpReassembler named =
                new TcpReassembler(
                        new TcpRecorder2() {
                            @Override
                            public void handshake(
                                    TcpConnection c, Handshake part, Passage passage) {
                                found[0] = c;
                            }
                        });
        byte[] syn = client.syn();
        named.seen(1, syn, 0, syn.length);
        assertThat(found[0].client()).isEqualTo("198.18.0.1:40000");
        assertThat(found[0].server()).isEqualTo("198.18.0.2:443");
    }

    @Test
    void bytes_that_arrive_early_wait_for_those_before_them() {
        open();
        seen(client.dataAt(3, "DEF"), client.dataAt(9, "JKL"), client.dataAt(6, "GHI"));
        assertThat(told.clientBytes).isEmpty();
        seen(client.dataAt(0, "ABC"));
        assertThat(told.clientBytes.get(0)).hasToString("ABCDEFGHIJKL");
    }

    @Test
    void of_overlapping_bytes_those_that_linux_reads_win_and_the_difference_is_counted() {
        open();
        seen(client.dataAt(2, "CDE"), client.dataAt(1, "bcdef"), client.dataAt(0, "AxxxEFGH"));
        // The second covers the first, and the third is in sequence.
        assertThat(told.clientBytes.get(0)).hasToString("AxxxEFGH");
        // cd e of the second; x, x, x, E and F of the third
        assertThat(reassembler.counts().conflictingBytes()).isEqualTo(3 + 5);
    }

    @Test
    void bytes_that_wait_give_way_to_more_from_the_same_place() {
        open();
        seen(client.dataAt(2, "CDE"), client.dataAt(2, "cdeFG"), client.dataAt(6, "gH"));
        seen(client.dataAt(0, "AB"));
        assertThat(told.clientBytes.get(0)).hasToString("ABcdeFGH");
        assertThat(reassembler.counts().conflictingBytes()).isEqualTo(3 + 1);
    }

    @Test
    void an_ignored_segment_is_told_with_its_reason_and_is_no_sending_of_the_bytes() {
        openOverWire();
        byte[] broken = client.dataAt(0, "xx");
        broken[broken.length - 1] ^= 1;
        passes(100, broken);
        passes(200, client.frame(client.nextSequence + 9, 0, TcpFlags.RST, new byte[0]));
        passes(300, client.frame(client.nextSequence, 0, 0, new byte[] {1, 2}));
        passes(400, client.data("AB"));
        assertThat(told.lines)
                .endsWith(
                        "0 c ignored WRONG_CHECKSUM",
                        "0 c ignored RESET_OUT_OF_SEQUENCE",
                        "0 c ignored NO_ACK",
                        "0 c data 0 AB");
        assertThat(told.clientPassages.get(1L).transmissions())
                .containsExactly(new Transmission(400, false));
        assertThat(told.clientPassages.get(1L).arrivedNanos()).isEqualTo(420);
    }

    @Test
    void a_capture_from_elsewhere_is_not_judged() {
        open();
        byte[] blank = client.data("AB");
        blank[50] = 0;
        blank[51] = 0;
        seen(blank, client.rst());
        assertThat(told.lines).endsWith("0 c data 0 AB", "0 c reset", "0 closed RESET");
    }

    @Test
    void a_syn_on_an_open_connection_is_ignored_and_opens_none() {
        openOverWire();
        passes(100, client.frame(77_000, 0, TcpFlags.SYN, new byte[0]));
        passes(200, client.data("AB"));
        assertThat(told.lines).endsWith("0 c ignored SYN_IN_CONNECTION", "0 c data 0 AB");
    }

    @Test
    void a_single_byte_sent_again_is_a_transmission() {
        openOverWire();
        lost(100, client.data("A"));
        passes(400, client.dataAt(0, "A"));
        assertThat(told.clientPassages.get(0L).transmissions())
                .containsExactly(new Transmission(100, true), new Transmission(400, false));
    }

    @Test
    void equal_overlap_is_no_conflict() {
        open();
        seen(client.dataAt(2, "CDE"), client.dataAt(0, "ABCDEFG"), client.dataAt(3, "DEFGHI"));
        assertThat(told.clientBytes.get(0)).hasToString("ABCDEFGHI");
        assertThat(reassembler.counts().conflictingBytes()).isZero();
    }

    @Test
    void sequence_numbers_wrap() {
        Peer[] wrapping = Peer.pair(-3, 0x7fff_fffe);
        seen(wrapping[0].syn(), wrapping[1].synAck(), wrapping[0].ack());
        seen(wrapping[0].dataAt(4, "EFGH"), wrapping[0].dataAt(0, "ABCD"));
        seen(wrapping[1].data("0123456789"));
        assertThat(told.clientBytes.get(0)).hasToString("ABCDEFGH");
        assertThat(told.serverBytes.get(0)).hasToString("0123456789");
    }

    @Test
    void a_stream_longer_than_the_sequence_space_keeps_its_offsets() {
        open();
        byte[] big = new byte[60_000];
        long offset = 0;
        // Only the last byte of each stretch of 1 GB is sent: the rest is a hole given up.
        byte[] chunk = new byte[1];
        for (int i = 0; i < 6; i++) {
            offset += 900_000_000;
            seen(client.dataAt(offset, chunk));
            seen(server.ackTo(client.isn + 1 + (int) offset + 1));
            seen(server.ack(), server.ack(), server.ack());
            offset++;
        }
        seen(client.dataAt(offset, big));
        assertThat(told.clientPassages.lastKey()).isEqualTo(offset + big.length - 1);
        assertThat(offset).isGreaterThan(1L << 32);
    }

    @Test
    void a_passage_has_every_sending_of_its_byte() {
        openOverWire();
        byte[] data = client.data("hello");
        lost(100, data);
        byte[] again = client.dataAt(0, "hello");
        lost(300, again);
        byte[] third = client.dataAt(0, "hello");
        sent(700, third);
        delivered(720, third);
        Passage passage = told.clientPassages.get(4L);
        assertThat(passage.sentNanos()).isEqualTo(100);
        assertThat(passage.arrivedNanos()).isEqualTo(720);
        assertThat(passage.transmissions())
                .containsExactly(
                        new Transmission(100, true),
                        new Transmission(300, true),
                        new Transmission(700, false));
    }

    @Test
    void a_spurious_sending_is_added_to_a_passage_already_told() {
        openOverWire();
        passes(100, client.data("hello"));
        lost(121, server.ack());
        passes(300, client.dataAt(0, "hello"));
        Passage passage = told.clientPassages.get(4L);
        assertThat(passage.transmissions())
                .containsExactly(new Transmission(100, false), new Transmission(300, false));
        assertThat(passage.arrivedNanos()).isEqualTo(120);
        assertThat(told.clientBytes.get(0)).hasToString("hello");
    }

    @Test
    void a_message_arrives_when_the_hole_before_its_end_is_filled() {
        openOverWire();
        lost(100, client.data("AB"));
        passes(101, client.data("CD"));
        passes(400, client.dataAt(0, "AB"));
        Passage end = told.clientPassages.get(3L);
        assertThat(end.sentNanos()).isEqualTo(101);
        assertThat(end.arrivedNanos()).isEqualTo(420);
        assertThat(end.transmissions()).hasSize(1);
    }

    @Test
    void a_retransmission_that_is_cut_differently_counts_for_the_bytes_it_covers() {
        openOverWire();
        lost(100, client.data("AB"));
        lost(101, client.data("CD"));
        passes(400, client.dataAt(0, "ABCDEF"));
        assertThat(told.clientPassages.get(5L).transmissions())
                .containsExactly(new Transmission(400, false));
        assertThat(told.clientBytes.get(0)).hasToString("ABCDEF");
    }

    @Test
    void a_frame_dropped_behind_a_router_is_marked_lost() {
        openOverWire();
        byte[] first = client.data("hello");
        sent(100, first);
        dropped(first);
        passes(300, client.dataAt(0, "hello"));
        assertThat(told.clientPassages.get(4L).transmissions())
                .containsExactly(new Transmission(100, true), new Transmission(300, false));
    }

    @Test
    void a_frame_seen_on_two_interfaces_is_one_transmission() {
        for (byte[] frame :
                List.of(client.syn(), server.synAck(), client.ack(), client.data("hello"))) {
            seen(frame);
            frame[22]--;
            seen(frame);
        }
        seen(client.dataAt(0, "hello"));
        assertThat(told.handshakes.values()).allMatch(p -> p.transmissions().size() == 1);
        assertThat(told.clientPassages.get(4L).transmissions()).hasSize(2);
    }

    @Test
    void what_is_fed_in_order_of_arrival_has_the_same_passages() {
        openOverWire();
        byte[] first = client.data("AB");
        byte[] second = client.data("CD");
        sent(101, second);
        delivered(110, second);
        sent(100, first);
        delivered(120, first);
        assertThat(told.clientPassages.get(1L).sentNanos()).isEqualTo(100);
        assertThat(told.clientPassages.get(3L).sentNanos()).isEqualTo(101);
    }

    @Test
    void a_lost_syn_and_a_lost_syn_ack_are_transmissions_of_one_step() {
        lost(0, client.syn());
        passes(1000, client.syn());
        lost(1021, server.synAck());
        passes(2000, client.syn());
        passes(2021, server.synAck());
        passes(2042, client.ack());
        assertThat(told.lines).containsExactly("0 SYN", "0 SYN_ACK", "0 ACK");
        assertThat(told.handshakes.get(Handshake.SYN).transmissions())
                .containsExactly(
                        new Transmission(0, true),
                        new Transmission(1000, false),
                        new Transmission(2000, false));
        assertThat(told.handshakes.get(Handshake.SYN).arrivedNanos()).isEqualTo(1020);
        assertThat(told.handshakes.get(Handshake.SYN_ACK).transmissions()).hasSize(2);
    }

    @Test
    void the_ack_of_the_handshake_is_not_mixed_up_with_the_data_behind_it() {
        passes(0, client.syn());
        passes(20, server.synAck());
        byte[] ack = client.ack();
        byte[] hello = client.data("hello");
        sent(40, ack);
        sent(41, hello);
        delivered(60, ack);
        delivered(61, hello);
        Passage passage = told.handshakes.get(Handshake.ACK);
        assertThat(passage.transmissions()).containsExactly(new Transmission(40, false));
        assertThat(passage.arrivedNanos()).isEqualTo(60);
    }

    @Test
    void where_the_ack_is_lost_the_data_behind_it_completes_the_handshake() {
        passes(0, client.syn());
        passes(20, server.synAck());
        lost(40, client.ack());
        passes(41, client.data("hello"));
        Passage passage = told.handshakes.get(Handshake.ACK);
        assertThat(passage.transmissions())
                .containsExactly(new Transmission(40, true), new Transmission(41, false));
        assertThat(passage.arrivedNanos()).isEqualTo(61);
        assertThat(told.lines).endsWith("0 ACK", "0 c data 0 hello");
    }

    @Test
    void keep_alives_and_window_probes_tell_nothing() {
        open();
        seen(client.data("AB"), server.ack());
        int told0 = told.lines.size();
        seen(client.dataAt(1, ""), server.ack(), client.dataAt(1, "\0"), server.ack());
        assertThat(told.lines).hasSize(told0);
        assertThat(reassembler.counts().conflictingBytes()).isZero();
    }

    @Test
    void a_hole_that_is_acknowledged_is_given_up() {
        open();
        client.data("never seen");
        byte[] late = client.data("CD");
        seen(late, server.ack(), server.data("x"), server.data("y"), server.data("z"));
        assertThat(told.lines).containsSubsequence("0 c gap 0+10", "0 c data 10 CD");
        assertThat(reassembler.counts().gapBytes()).isEqualTo(10);
    }

    @Test
    void a_capture_that_holds_an_acknowledgement_before_its_data_has_no_gap() {
        open();
        byte[] first = client.data("AB");
        byte[] second = client.data("CD");
        seen(second, server.ack(), first);
        assertThat(told.clientBytes.get(0)).hasToString("ABCD");
        assertThat(told.lines).noneMatch(l -> l.contains("gap"));
    }

    @Test
    void a_capture_that_starts_late_resynchronises() {
        server.data("not seen");
        client.data("not seen either");
        seen(server.data("AB"), client.ack(), client.data("CD"), server.ack());
        reassembler.finish();
        assertThat(told.lines)
                .containsExactly(
                        "0 s gap 0+0",
                        "0 s data 0 AB",
                        "0 c gap 0+0",
                        "0 c data 0 CD",
                        "0 closed END");
    }

    @Test
    void a_capture_that_starts_at_the_syn_ack_loses_no_byte() {
        seen(server.synAck(), client.ack(), client.data("GET"), server.data("200"));
        assertThat(told.lines)
                .containsExactly("0 SYN_ACK", "0 ACK", "0 c data 0 GET", "0 s data 0 200");
    }

    @Test
    void a_reset_ends_the_connection() {
        open();
        seen(client.data("GET"), server.rst(), server.data("late"));
        assertThat(told.lines).endsWith("0 c data 0 GET", "0 s reset", "0 closed RESET");
    }

    @Test
    void a_refused_connection_is_reset_by_the_server() {
        seen(client.syn());
        seen(server.frame(0, client.isn + 1, TcpFlags.RST | TcpFlags.ACK, new byte[0]));
        assertThat(told.lines).containsExactly("0 SYN", "0 s reset", "0 closed RESET");
    }

    @Test
    void a_reset_from_outside_the_window_is_ignored() {
        open();
        seen(server.frame(server.isn - 5, 0, TcpFlags.RST, new byte[0]));
        seen(server.data("still here"));
        assertThat(told.lines).endsWith("0 s data 0 still here");
    }

    @Test
    void a_port_is_used_again_after_the_end() {
        a_whole_connection_is_told_in_order();
        Peer[] next = Peer.pair(777_777, 888_888);
        seen(next[0].syn(), next[1].synAck(), next[0].ack(), next[0].data("again"));
        assertThat(told.lines).endsWith("1 SYN", "1 SYN_ACK", "1 ACK", "1 c data 0 again");
    }

    @Test
    void a_port_is_used_again_although_no_end_was_seen() {
        open();
        seen(client.data("old"));
        Peer[] next = Peer.pair(777_777, 888_888);
        seen(next[0].syn(), next[1].synAck(), next[0].ack(), next[0].data("again"));
        assertThat(told.lines)
                .endsWith("1 SYN", "0 closed REPLACED", "1 SYN_ACK", "1 ACK", "1 c data 0 again");
    }

    @Test
    void a_stray_syn_does_not_end_a_living_connection() {
        open();
        seen(Peer.pair(777_777, 0)[0].syn(), server.ack(), client.data("alive"));
        assertThat(told.lines).endsWith("1 SYN", "0 c data 0 alive");
        reassembler.finish();
        assertThat(told.lines).endsWith("0 closed END", "1 closed END");
    }

    @Test
    void a_simultaneous_open_is_one_connection() {
        seen(client.syn(), server.syn(), client.synAck(), server.synAck());
        seen(client.data("AB"), server.data("CD"));
        assertThat(told.clientBytes.get(0)).hasToString("AB");
        assertThat(told.serverBytes.get(0)).hasToString("CD");
        assertThat(reassembler.counts().connections()).isEqualTo(1);
    }

    @Test
    void data_in_a_syn_counts_if_it_was_accepted() {
        byte[] early = {'A', 'B'};
        seen(client.frame(client.isn, 0, TcpFlags.SYN, early));
        seen(
                server.frame(
                        server.isn, client.isn + 1 + 2, TcpFlags.SYN | TcpFlags.ACK, new byte[0]));
        seen(client.dataAt(2, "CD"));
        assertThat(told.clientBytes.get(0)).hasToString("ABCD");
    }

    @Test
    void data_in_a_syn_is_forgotten_if_it_was_not_accepted() {
        byte[] early = {'A', 'B'};
        seen(client.frame(client.isn, 0, TcpFlags.SYN, early), server.synAck(), client.ack());
        assertThat(told.clientBytes).isEmpty();
        seen(client.dataAt(0, "ABCD"));
        assertThat(told.clientBytes.get(0)).hasToString("ABCD");
    }

    @Test
    void what_many_syns_carry_is_bounded() {
        var limits = new TcpReassembler.Limits(1000, 10_000, 10_000);
        TcpReassembler bounded = new TcpReassembler(told, limits);
        for (int port = 1; port <= 100; port++) {
            Peer one = Peer.pair(port, 1000, 9000)[0];
            byte[] syn = one.frame(1000, 0, TcpFlags.SYN, new byte[1000]);
            bounded.seen(port, syn, 0, syn.length);
        }
        for (int port = 1; port <= 100; port++) {
            Peer one = Peer.pair(port, 1000, 9000)[1];
            byte[] synAck = one.frame(9000, 2001, TcpFlags.SYN | TcpFlags.ACK, new byte[0]);
            bounded.seen(port, synAck, 0, synAck.length);
        }
        assertThat(told.lines).filteredOn(line -> line.contains(" c data ")).hasSize(11);
        Peer late = Peer.pair(101, 1000, 9000)[0];
        byte[] syn = late.frame(1000, 0, TcpFlags.SYN, new byte[1000]);
        bounded.seen(200, syn, 0, syn.length);
        byte[] synAck = late.other.frame(9000, 2001, TcpFlags.SYN | TcpFlags.ACK, new byte[0]);
        bounded.seen(201, synAck, 0, synAck.length);
        assertThat(told.lines).filteredOn(line -> line.contains(" c data ")).hasSize(12);
    }

    @Test
    void a_fin_waits_for_the_bytes_before_it() {
        open();
        byte[] data = client.data("AB");
        seen(client.fin());
        assertThat(told.lines).doesNotContain("0 c fin");
        seen(data);
        assertThat(told.lines).endsWith("0 c data 0 AB", "0 c fin");
    }

    @Test
    void bytes_beyond_a_fin_are_not_reported() {
        open();
        seen(client.fin(), client.dataAt(0, "AB"), client.dataAt(9, "CD"));
        reassembler.finish();
        assertThat(told.lines).endsWith("0 c fin", "0 closed END");
    }

    @Test
    void a_frame_that_the_capture_cut_leaves_a_gap() {
        open();
        byte[] frame = client.data("ABCDEFGH");
        byte[] cut = Arrays.copyOf(frame, frame.length - 5);
        reassembler.seen(9, cut, 0, cut.length);
        seen(client.data("IJ"));
        assertThat(told.lines).endsWith("0 c data 0 ABC", "0 c gap 3+5", "0 c data 8 IJ");
    }

    @Test
    void padding_is_not_data() {
        open();
        byte[] frame = client.data("AB");
        byte[] padded = Arrays.copyOf(frame, frame.length + 20);
        reassembler.seen(9, padded, 0, padded.length);
        assertThat(told.clientBytes.get(0)).hasToString("AB");
    }

    @Test
    void a_super_frame_of_64_kib_is_one_segment() {
        open();
        byte[] big = new byte[65_000];
        Arrays.fill(big, (byte) 'x');
        seen(client.data(big));
        // Its length field cannot hold this one.
        byte[] bigger = new byte[80_000];
        Arrays.fill(bigger, (byte) 'y');
        seen(client.data(bigger));
        assertThat(told.clientBytes.get(0)).hasSize(145_000);
    }

    /// A listener that ignores every call.
    private static class TcpRecorder2 implements TcpListener {
        @Override
        public void ignored(
                TcpConnection connection,
                boolean fromClient,
                int flags,
                int bytes,
                Refusal why,
                Passage passage) {}

        @Override
        public void handshake(TcpConnection connection, Handshake part, Passage passage) {}

        @Override
        public void data(
                TcpConnection connection,
                boolean fromClient,
                byte[] buffer,
                int offset,
                int length,
                long streamOffset) {}

        @Override
        public void gap(
                TcpConnection connection, boolean fromClient, long streamOffset, long length) {}

        @Override
        public void fin(TcpConnection connection, boolean fromClient, Passage passage) {}

        @Override
        public void reset(TcpConnection connection, boolean fromClient, Passage passage) {}

        @Override
        public void closed(TcpConnection connection, Closing why) {}
    }
}
