package org.flowlab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flowlab.fabric.Gap;
import org.flowlab.fabric.WireFrame;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topologies;
import org.flowlab.wire.pcapng.CaptureHandler;
import org.flowlab.wire.pcapng.CaptureInterface;
import org.flowlab.wire.pcapng.CaptureReader;
import org.flowlab.wire.pcapng.CapturedFrame;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CaptureWriterTest {
    @TempDir private Path folder;

    private final Plan plan =
            Topologies.parse(
                            "two",
                            """
                            name: two
                            topology:
                              nodes:
                                client: {kind: client}
                                origin: {kind: origin}
                              links:
                                - endpoints: ["client:eth0", "origin:eth1"]
                            """
                                    .getBytes(StandardCharsets.UTF_8))
                    .plan();

    /// The bytes are the frame's number.
    private static WireFrame frame(int number, boolean up, long entered, Verdict verdict) {
        byte[] bytes = new byte[60];
        bytes[0] = (byte) number;
        return new WireFrame(0, up, number, entered, entered + 1_000, verdict, bytes);
    }

    /// A line for each thing in the file, times from the first frame.
    private static final class Told implements CaptureHandler {
        final List<String> lines = new ArrayList<>();
        long first;

        @Override
        public void interfaceAdded(CaptureInterface added) {
            lines.add("interface " + added.name());
        }

        @Override
        public void tlsKeys(String keys) {
            lines.add("keys " + keys.strip().replace("\n", " | "));
        }

        @Override
        public void frame(CapturedFrame frame) {
            first = first == 0 ? frame.epochNanos() : first;
            lines.add(
                    "%d %s %s %d%s%s"
                            .formatted(
                                    frame.buffer()[frame.offset()],
                                    frame.from().name(),
                                    frame.direction(),
                                    frame.epochNanos() - first,
                                    frame.dropped() ? " dropped" : "",
                                    frame.comment().isEmpty() ? "" : " # " + frame.comment()));
        }
    }

    private List<String> read(Path capture) throws IOException {
        Told told = new Told();
        CaptureReader.read(capture, told);
        return told.lines;
    }

    @Test
    void it_takes_no_trial_for_which_its_limit_leaves_no_room() throws IOException {
        Path capture = folder.resolve("capture.pcapng");
        List<WireFrame> frames = List.of(frame(1, true, 100, Verdict.DELIVERED));
        try (CaptureWriter writer = CaptureWriter.to(capture, 1_500)) {
            int written = 0;
            while (writer.write(plan, frames, List.of(), List.of(), "trial " + written)) {
                written++;
            }
            assertThat(written).isBetween(2, 10);
            assertThat(Files.size(capture)).isBetween(1_000L, 1_500L).isEqualTo(writer.bytes());
            assertThat(writer.write(plan, frames, List.of(), List.of(), "more")).isFalse();
            assertThat(read(capture)).last().asString().startsWith("1 origin:eth1 INBOUND");
        }
    }

    @Test
    void each_frame_stands_where_it_entered_and_where_it_left_in_the_order_of_time()
            throws IOException {
        Path capture = folder.resolve("in/capture.pcapng");
        try (CaptureWriter writer = CaptureWriter.to(capture)) {
            List<WireFrame> frames =
                    List.of(
                            frame(2, false, 700, Verdict.DELIVERED),
                            frame(1, true, 100, Verdict.DELIVERED),
                            frame(3, true, 3_000, Verdict.LOST_BURST),
                            frame(4, true, 4_000, Verdict.DELIVERED),
                            frame(4, true, 4_000, Verdict.DUPLICATED),
                            frame(5, true, 6_000, Verdict.CORRUPTED));
            writer.write(plan, frames, List.of(), List.of("K1", "K2", "K1"), "trial 1");
            writer.write(
                    plan,
                    List.of(frame(6, true, 9_000, Verdict.DELIVERED)),
                    List.of(),
                    List.of(),
                    "t 2");
            assertThat(read(capture))
                    .as("whole before it is closed")
                    .containsExactly(
                            "interface client:eth0",
                            "interface origin:eth1",
                            "keys K1 | K2",
                            "1 client:eth0 OUTBOUND 0 # trial 1",
                            "2 origin:eth1 OUTBOUND 600",
                            "1 origin:eth1 INBOUND 1000",
                            "2 client:eth0 INBOUND 1600",
                            "3 client:eth0 OUTBOUND 2900 # dropped by link client-origin: lost"
                                    + " burst",
                            "4 client:eth0 OUTBOUND 3900",
                            "4 origin:eth1 INBOUND 4900",
                            "4 origin:eth1 INBOUND 4900 # link client-origin: duplicated",
                            "5 client:eth0 OUTBOUND 5900 # link client-origin: corrupted",
                            "5 origin:eth1 INBOUND 6900 # link client-origin: corrupted",
                            "6 client:eth0 OUTBOUND 8900 # t 2",
                            "6 origin:eth1 INBOUND 9900");
        }
    }

    @Test
    void frames_that_were_not_recorded_are_noted_at_the_next_frame_or_else_at_the_last()
            throws IOException {
        Path capture = folder.resolve("capture.pcapng");
        try (CaptureWriter writer = CaptureWriter.to(capture)) {
            List<WireFrame> frames =
                    List.of(
                            frame(1, true, 1_000, Verdict.DELIVERED),
                            frame(2, true, 5_000, Verdict.LOST_BURST));
            List<Gap> gaps =
                    List.of(
                            new Gap(0, false, true, 1_000, 9_000, 5_009_000),
                            new Gap(0, true, false, 3, 3_000, 4_500));
            writer.write(plan, frames, gaps, List.of(), "trial 1");
        }
        assertThat(read(capture))
                .filteredOn(line -> !line.startsWith("interface "))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("1 client:eth0 OUTBOUND 0 # trial 1"),
                        line -> assertThat(line).isEqualTo("1 origin:eth1 INBOUND 1000"),
                        line ->
                                assertThat(line)
                                        .contains(
                                                "NOT RECORDED: 3 frames from client:eth0 to"
                                                        + " origin:eth1, within 0.002 ms from 20",
                                                "; NOT RECORDED: 1000 frames of bystanders from"
                                                        + " origin:eth1 to client:eth0, within 5.000"
                                                        + " ms from 20",
                                                " on; dropped by link client-origin: lost burst"));
    }

    @Test
    void a_trial_without_any_frame_keeps_its_gaps_as_statistics_of_the_senders_interface()
            throws Exception {
        Path capture = folder.resolve("capture.pcapng");
        try (CaptureWriter writer = CaptureWriter.to(capture)) {
            writer.write(
                    plan,
                    List.of(),
                    List.of(new Gap(0, false, false, 3, 3_000, 4_500)),
                    List.of(),
                    "trial 1");
            writer.write(
                    plan,
                    List.of(frame(1, true, 9_000, Verdict.LOST_BURST)),
                    List.of(),
                    List.of(),
                    "trial 2");
        }
        String bytes = Files.readString(capture, StandardCharsets.ISO_8859_1);
        int at = bytes.indexOf("trial 1; NOT RECORDED: 3 frames from origin:eth1 to client:eth0");
        assertThat(at).isPositive();
        assertThat(bytes.substring(at)).contains("\u0005\0\u0008\0\u0003\0\0\0\0\0\0\0\0\0\0\0");
        assertThat(read(capture))
                .filteredOn(line -> !line.startsWith("interface "))
                .containsExactly(
                        "1 client:eth0 OUTBOUND 0 # trial 2; dropped by link client-origin: lost"
                                + " burst");
    }

    /// Wireshark 4.0 writes one of the options that it reads wrongly: the verdict.
    @Test
    @Tag("tool")
    void what_one_end_saw_can_be_copied_by_tshark_and_read_again() throws Exception {
        Labs.assumeProgram("tshark");
        Path capture = folder.resolve("capture.pcapng");
        try (CaptureWriter writer = CaptureWriter.to(capture)) {
            List<WireFrame> frames =
                    List.of(
                            frame(1, true, 100, Verdict.DELIVERED),
                            frame(2, true, 200, Verdict.LOST_BURST),
                            frame(3, true, 300, Verdict.DELIVERED));
            writer.write(plan, frames, List.of(), List.of("K1"), "trial 1");
        }
        Path copy = folder.resolve("client.pcapng");
        Path errors = folder.resolve("errors");
        Process tshark =
                new ProcessBuilder(
                                "tshark",
                                "-r",
                                capture.toString(),
                                "-Y",
                                "frame.interface_name == \"client:eth0\"",
                                "-w",
                                copy.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(errors.toFile())
                        .start();
        assertThat(tshark.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(tshark.exitValue()).as(Files.readString(errors)).isZero();
        assertThat(read(copy))
                .filteredOn(line -> !line.startsWith("interface "))
                .containsExactly(
                        "keys K1",
                        "1 client:eth0 OUTBOUND 0 # trial 1",
                        "2 client:eth0 OUTBOUND 100 # dropped by link client-origin: lost burst",
                        "3 client:eth0 OUTBOUND 200");
    }

    @Test
    void a_trial_without_frames_and_the_writer_of_nothing_write_no_frame() throws IOException {
        Path capture = folder.resolve("capture.pcapng");
        try (CaptureWriter none = CaptureWriter.none();
                CaptureWriter writer = CaptureWriter.to(capture)) {
            none.write(
                    plan, List.of(frame(1, true, 1, Verdict.DELIVERED)), List.of(), List.of(), "");
            writer.write(plan, List.of(), List.of(), List.of(), "nothing");
        }
        assertThat(read(capture)).hasSize(2).allMatch(line -> line.startsWith("interface "));
        assertThat(Files.list(folder)).containsExactly(capture);
    }

    @Test
    void a_capture_that_cannot_be_written_is_named() {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "skipped: there is no /dev/full");
        CaptureWriter capture = CaptureWriter.to(full);
        assertThatThrownBy(() -> capture.write(plan, List.of(), List.of(), List.of(), ""))
                .isInstanceOf(IOException.class)
                .hasMessage("write /dev/full: No space left on device");
    }
}
