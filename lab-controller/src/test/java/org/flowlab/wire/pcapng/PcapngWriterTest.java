package org.flowlab.wire.pcapng;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngWriterTest {
    private static final Section SECTION =
            new Section("a machine", "Linux 6", "flowlab", "what it shows");
    private static final CaptureInterface CLIENT =
            new CaptureInterface(
                    "client:eth0",
                    "link client-proxy, end A",
                    MacAddress.parse("02:00:c6:12:00:01"),
                    Ipv4Address.parse("198.18.0.1"),
                    30);
    private static final CaptureInterface SWITCH = new CaptureInterface("sw:eth1", "");

    @TempDir Path dir;

    private Path file() {
        return dir.resolve("capture.pcapng");
    }

    private PcapngWriter writer() throws IOException {
        return new PcapngWriter(file(), SECTION);
    }

    private CaptureNotes read() throws IOException {
        CaptureNotes notes = new CaptureNotes();
        CaptureReader.read(file(), notes);
        return notes;
    }

    @Test
    void what_is_written_is_read_again() throws IOException {
        try (PcapngWriter writer = writer()) {
            int client = writer.addInterface(CLIENT);
            long now = 1_700_000_000_123_456_789L;
            writer.frame(client, now, Direction.OUTBOUND, new byte[] {1, 2, 3}, null, false);
            writer.frame(
                    client, now + 1, Direction.OUTBOUND, new byte[] {4}, "dropped: loss", true);
            // An interface and secrets may come late.
            int sw = writer.addInterface(SWITCH);
            writer.secrets("CLIENT_RANDOM 00 11");
            writer.frame(sw, now + 2, Direction.INBOUND, new byte[] {5, 6}, null, false);
            writer.frame(sw, now + 3, Direction.UNKNOWN, new byte[0], null, false);
        }
        CaptureNotes notes = read();
        assertThat(notes.sections).containsExactly(SECTION);
        assertThat(notes.interfaces).containsExactly(CLIENT, SWITCH);
        assertThat(notes.keys).hasToString("CLIENT_RANDOM 00 11\n");
        assertThat(notes.frames)
                .containsExactly(
                        "0 @1700000000123456789 OUTBOUND 010203",
                        "0 @1700000000123456790 OUTBOUND dropped 04 dropped: loss",
                        "1 @1700000000123456791 INBOUND 0506",
                        "1 @1700000000123456792 UNKNOWN ");
    }

    @Test
    void what_was_flushed_is_a_whole_capture_and_there_is_no_other_file() throws IOException {
        PcapngWriter writer = writer();
        assertThat(read().sections).containsExactly(SECTION);
        for (int i = 0; i < 3; i++) {
            int id = writer.addInterface(SWITCH);
            writer.secrets("CLIENT_RANDOM 0" + i + " 11");
            writer.frame(id, i, Direction.UNKNOWN, new byte[] {(byte) i}, null, false);
            writer.flush();
            CaptureNotes notes = read();
            assertThat(notes.frames).hasSize(i + 1);
            assertThat(notes.interfaces).hasSize(i + 1);
            assertThat(notes.keys.toString().lines()).hasSize(i + 1);
        }
        try (Stream<Path> list = Files.list(dir)) {
            assertThat(list).containsExactly(file());
        }
        writer.close();
        writer.close();
        assertThat(read().frames).hasSize(3);
    }

    @Test
    void a_new_capture_takes_the_place_of_an_older_one() throws IOException {
        try (PcapngWriter writer = writer()) {
            int id = writer.addInterface(SWITCH);
            writer.frame(id, 1, Direction.UNKNOWN, new byte[900], null, false);
        }
        writer().close();
        assertThat(read().frames).isEmpty();
    }

    @Test
    void a_capture_without_frames_is_a_capture() throws IOException {
        writer().close();
        assertThat(read().sections).hasSize(1);
    }

    @Test
    void more_than_a_buffer_of_frames_comes_back_whole() throws IOException {
        byte[] big = new byte[65_000];
        try (PcapngWriter writer = writer()) {
            int id = writer.addInterface(CLIENT);
            for (int i = 0; i < 50; i++) {
                writer.frame(id, i, Direction.OUTBOUND, big, null, false);
            }
            writer.frame(id, 50, Direction.OUTBOUND, new byte[300_000], null, false);
        }
        CaptureNotes notes = read();
        assertThat(notes.frames).hasSize(51);
        // Cut at 256 KiB.
        assertThat(notes.frames.getLast()).hasSize("0 @50 OUTBOUND ".length() + (2 << 18));
    }

    @Test
    void an_interface_that_was_not_added_is_refused() throws IOException {
        try (PcapngWriter writer = writer()) {
            assertThatThrownBy(
                            () -> writer.frame(0, 1, Direction.UNKNOWN, new byte[1], null, false))
                    .hasMessage(
                            "frame of interface number 0, counted from 0, but only 0 were added");
        }
    }

    @Test
    void a_comment_longer_than_an_option_is_cut_between_characters() throws IOException {
        try (PcapngWriter writer = writer()) {
            int id = writer.addInterface(SWITCH);
            writer.frame(id, 1, Direction.UNKNOWN, new byte[1], "é".repeat(40_000), false);
        }
        assertThat(read().frames.getFirst()).endsWith(" " + "é".repeat(32_767));
    }
}
