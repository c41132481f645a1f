package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.wire.tcp.TcpFlags.ACK;
import static org.flowlab.wire.tcp.TcpFlags.FIN;
import static org.flowlab.wire.tcp.TcpFlags.PSH;
import static org.flowlab.wire.tcp.TcpFlags.RST;
import static org.flowlab.wire.tcp.TcpFlags.SYN;

import java.util.Random;
import java.util.stream.Stream;
import org.flowlab.sys.Namespace;
import org.flowlab.sys.UnsupportedMachineException;
import org.flowlab.wire.tcp.TcpOption;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Compares the reassembler with a Linux receiver: both get the same crafted segments, and a
/// program's reads are compared with the bytes that the reassembler reports.
@Tag("netns")
class KernelAgreesTest {
    @BeforeAll
    static void may() {
        try {
            Namespace.create("probe").close();
        } catch (UnsupportedMachineException e) {
            Assumptions.assumeTrue(false, "skipped: " + e.getMessage());
        }
    }

    /// Segments of the crafted client; the last one ends the stream at 1 + 6.
    private interface Script {
        void play(KernelReceiver k) throws Exception;
    }

    private record Case(String name, boolean timestamps, Script script, TcpOption... options) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case plain(String name, Script script) {
        return new Case(name, false, script);
    }

    private static Case stamped(String name, Script script) {
        return new Case(name, true, script);
    }

    private static void data(KernelReceiver k, long offset, String bytes) {
        k.send(k.segment(offset, ACK | PSH, bytes));
    }

    static Stream<Case> cases() {
        return Stream.of(
                plain("nothing odd", k -> {}),
                plain("wrong checksum", k -> k.send(k.segment(1, ACK, "xxxxxx").broken())),
                plain("reset with a wrong checksum", k -> k.send(k.segment(1, RST, "").broken())),
                plain("reset in sequence", k -> k.send(k.header(1, RST, 0))),
                plain("reset within the window", k -> k.send(k.header(1001, RST, 0))),
                plain("reset one ahead", k -> k.send(k.header(2, RST, 0))),
                plain("reset one behind", k -> k.send(k.header(0, RST, 0))),
                plain("old reset with ack", k -> k.send(k.header(-5, RST | ACK, 0))),
                plain(
                        "reset in sequence that acknowledges too much",
                        k -> k.send(k.header(1, RST | ACK, 1_000_000))),
                plain(
                        "reset after a hole",
                        k -> {
                            data(k, 4, "DEF");
                            k.send(k.header(7, RST, 0));
                        }),
                plain("syn in sequence", k -> k.send(k.header(1, SYN, 0))),
                plain("syn within the window", k -> k.send(k.header(500, SYN, 0))),
                plain("syn again", k -> k.send(k.header(0, SYN, 0))),
                plain("syn with data", k -> k.send(k.segment(0, SYN, "xyz"))),
                plain("data outside the window", k -> data(k, 200_000, "zzz")),
                plain("data 3 GB ahead", k -> data(k, 3_000_000_000L, "zzz")),
                plain("data far behind", k -> data(k, -20_000, "zzz")),
                plain("fin outside the window", k -> k.send(k.header(500_000_000, FIN | ACK, 0))),
                plain(
                        "fin with a wrong checksum",
                        k -> k.send(k.segment(1, FIN | ACK, "").broken())),
                plain(
                        "acknowledges what was not sent",
                        k ->
                                k.send(
                                        new KernelReceiver.Crafted(
                                                k.header(1, ACK, 1_000_000), "xxxxxx", true))),
                plain(
                        "acknowledges what is long past",
                        k ->
                                k.send(
                                        new KernelReceiver.Crafted(
                                                k.header(1, ACK, -1_000_000_000), "xxxxxx", true))),
                plain(
                        "acknowledges a little less",
                        k ->
                                k.send(
                                        new KernelReceiver.Crafted(
                                                k.header(1, ACK, -100), "ABC", true))),
                plain("no flags", k -> k.send(k.segment(1, 0, "xxxxxx"))),
                plain(
                        "data again with other bytes",
                        k -> {
                            data(k, 1, "ABC");
                            data(k, 1, "xyz");
                        }),
                plain(
                        "data again with other bytes, and more",
                        k -> {
                            data(k, 1, "ABC");
                            data(k, 1, "xyzD");
                        }),
                plain(
                        "overlap at the end of what waits",
                        k -> {
                            data(k, 3, "CD");
                            data(k, 4, "xE");
                        }),
                plain(
                        "overlap at the start of what waits",
                        k -> {
                            data(k, 3, "CD");
                            data(k, 2, "Bx");
                        }),
                plain(
                        "covers what waits",
                        k -> {
                            data(k, 3, "CD");
                            data(k, 2, "bcde");
                        }),
                plain(
                        "covers what waits, from the same start",
                        k -> {
                            data(k, 3, "CD");
                            data(k, 3, "xyz");
                        }),
                plain(
                        "the hole's filler overlaps what waits",
                        k -> {
                            data(k, 3, "CDE");
                            data(k, 1, "abcd");
                        }),
                plain(
                        "fin before the hole is filled",
                        k -> {
                            data(k, 4, "DEF");
                            k.send(k.header(7, FIN | ACK, 0));
                        }),
                plain(
                        "data that reaches beyond the window",
                        k -> {
                            long edge = k.answers.getFirst().window() + 1;
                            data(k, edge - 2, "xxxx");
                            data(k, edge, "xxxx");
                            data(k, edge + 1, "xxxx");
                        }),
                plain(
                        "an ack alone that acknowledges what was not sent",
                        k -> k.send(k.header(1, ACK, 1_000_000))),
                new Case(
                        "reset after a fin that waits behind data that waits",
                        false,
                        k -> {
                            data(k, 4, "DEF");
                            k.send(k.header(7, FIN | ACK, 0));
                            k.send(k.header(8, RST, 0));
                        },
                        new TcpOption.SackPermitted()),
                new Case(
                        "reset at a fin that waits behind data that waits",
                        false,
                        k -> {
                            data(k, 4, "DEF");
                            k.send(k.header(7, FIN | ACK, 0));
                            k.send(k.header(7, RST, 0));
                        },
                        new TcpOption.SackPermitted()),
                new Case(
                        "reset after a fin that waits alone",
                        false,
                        k -> {
                            k.send(k.header(7, FIN | ACK, 0));
                            k.send(k.header(8, RST, 0));
                        },
                        new TcpOption.SackPermitted()),
                new Case(
                        "reset between what was selectively acknowledged",
                        false,
                        k -> {
                            data(k, 4, "D");
                            data(k, 6, "F");
                            k.send(k.header(5, RST, 0));
                        },
                        new TcpOption.SackPermitted()),
                new Case(
                        "reset with the number of the syn where nothing was selectively acknowledged",
                        false,
                        k -> k.send(k.header(0, RST, 0)),
                        new TcpOption.SackPermitted()),
                new Case(
                        "reset after what was selectively acknowledged",
                        false,
                        k -> {
                            data(k, 4, "DEF");
                            k.send(k.header(7, RST, 0));
                        },
                        new TcpOption.SackPermitted()),
                new Case(
                        "reset within what was selectively acknowledged",
                        false,
                        k -> {
                            data(k, 4, "DEF");
                            k.send(k.header(6, RST, 0));
                        },
                        new TcpOption.SackPermitted()),
                new Case(
                        "data outside a scaled window",
                        false,
                        k -> data(k, 10_000_000, "zzz"),
                        new TcpOption.WindowScale(7)),
                stamped(
                        "no timestamps",
                        k ->
                                k.send(
                                        new KernelReceiver.Crafted(
                                                k.header(1, ACK, 0, -1), "abcdef", true))),
                stamped(
                        "an old timestamp",
                        k ->
                                k.send(
                                        new KernelReceiver.Crafted(
                                                k.header(1, ACK, 0, 100), "xxxxxx", true))),
                stamped("reset with an old timestamp", k -> k.send(k.header(1, RST, 0, 100))),
                stamped("syn with an old timestamp", k -> k.send(k.header(1, SYN, 0, 100))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_reassembler_reads_what_a_program_reads(Case odd) throws Exception {
        for (int isn : new int[] {1000, -3}) {
            try (KernelReceiver k =
                    new KernelReceiver(isn, odd.timestamps(), 0).open(odd.options())) {
                odd.script().play(k);
                data(k, 1, "ABCDEF");
                k.send(k.header(7, FIN | ACK, 0));
                assertThat(k.reassemblerReads()).as("isn " + isn).isEqualTo(k.programReads());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void overlaps_at_random_are_read_as_a_program_reads_them(int seed) throws Exception {
        Random random = new Random(seed);
        try (KernelReceiver k = new KernelReceiver(random.nextInt(), false, 0).open()) {
            long base = 1;
            for (int round = 0; round < 30; round++) {
                int segments = 1 + random.nextInt(4);
                for (int i = 0; i < segments; i++) {
                    int from = random.nextInt(16);
                    int length = 1 + random.nextInt(4);
                    StringBuilder text = new StringBuilder();
                    for (int j = 0; j < length; j++) {
                        text.append((char) ('a' + random.nextInt(26)));
                    }
                    data(k, base + from, text.toString());
                }
                data(k, base, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
                base += 26;
            }
            k.send(k.header(base, FIN | ACK, 0));
            assertThat(k.reassemblerReads()).isEqualTo(k.programReads());
        }
    }

    @Test
    void bytes_sent_into_a_closed_window_are_ignored_and_taken_once_it_opens() throws Exception {
        try (KernelReceiver k = new KernelReceiver(77, false, 4096).open()) {
            long next = 1;
            while (k.answers.getLast().window() > 0) {
                int before = k.answers.size();
                int room = Math.min(1000, k.answers.getLast().window());
                data(k, next, "a".repeat(room));
                next += room;
                k.await(() -> k.answers.size() > before);
            }
            long full = next;
            data(k, full, "xyz");
            assertThat(k.told.lines).endsWith("0 c ignored ZERO_WINDOW");
            assertThat(k.readsBytes((int) full - 1)).isEqualTo("a".repeat((int) full - 1));
            k.await(() -> k.answers.getLast().window() > 0);
            data(k, full, "ABC");
            k.send(k.header(full + 3, FIN | ACK, 0));
            assertThat(k.programReads()).isEqualTo("ABC|FIN");
            assertThat(k.reassemblerReads()).endsWith("aABC|FIN");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 500, 100_000, -5})
    void a_reset_before_the_handshake_is_over_counts_as_in_the_kernel(int at) throws Exception {
        try (KernelReceiver k = new KernelReceiver(77, false, 0)) {
            k.send(k.header(0, SYN, 0));
            k.await(() -> !k.answers.isEmpty());
            k.send(k.header(at, RST, 0));
            // A listener answers with a reset to a segment that no half-open connection expects.
            k.send(k.segment(1, ACK, "ABCDEF"));
            k.await(() -> (k.answers.getLast().flags() & SYN) == 0);
            boolean reset = (k.answers.getLast().flags() & RST) != 0;
            assertThat(k.told.lines.contains("0 c reset")).isEqualTo(reset);
        }
    }
}
