package org.flowlab.wire.pcapng;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.tcp.TcpFlags;
import org.flowlab.wire.tcp.TcpFrame;
import org.flowlab.wire.tcp.TcpHeader;
import org.flowlab.wire.tcp.TcpOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("tool")
class TsharkReadsOurCapturesTest {
    private static final Ipv4Address CLIENT = Ipv4Address.parse("198.18.0.1");
    private static final Ipv4Address SERVER = Ipv4Address.parse("198.18.0.2");

    @TempDir Path dir;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        boolean installed =
                List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                        .anyMatch(p -> Files.isExecutable(Path.of(p, "tshark")));
        assumeTrue(installed, "skipped: no tshark on the path");
        file = dir.resolve("capture.pcapng");
        Section section = new Section("a machine", "Linux 6", "flowlab test", "");
        try (PcapngWriter writer = new PcapngWriter(file, section)) {
            int client =
                    writer.addInterface(
                            new CaptureInterface(
                                    "client:eth0", "end A", new MacAddress(2), CLIENT, 30));
            TcpHeader syn =
                    new TcpHeader(
                            40_000,
                            443,
                            7,
                            0,
                            TcpFlags.SYN,
                            65_000,
                            0,
                            List.of(
                                    new TcpOption.MaximumSegmentSize(1460),
                                    new TcpOption.SackPermitted(),
                                    new TcpOption.WindowScale(7)));
            byte[] frame = TcpFrame.of(CLIENT, SERVER, syn);
            long now = 1_700_000_000_000_000_001L;
            // An interface and secrets after frames, as in a second trial.
            writer.frame(client, now, Direction.OUTBOUND, frame, "dropped: random loss", true);
            writer.secrets("CLIENT_RANDOM " + "0".repeat(64) + " " + "1".repeat(96));
            int server =
                    writer.addInterface(
                            new CaptureInterface(
                                    "server:eth0", "end B", new MacAddress(3), SERVER, 30));
            writer.frame(client, now + 1_000_000_000, Direction.OUTBOUND, frame, null, false);
            writer.frame(server, now + 1_020_000_000, Direction.INBOUND, frame, null, false);
        }
    }

    private List<String> tshark(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString()));
        command.addAll(List.of(arguments));
        Path errors = dir.resolve("errors");
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return output.lines().toList();
    }

    @Test
    void interfaces_stamps_directions_comments_and_drops_are_seen() throws Exception {
        List<String> lines =
                tshark(
                        "-T",
                        "fields",
                        "-e",
                        "frame.interface_name",
                        "-e",
                        "frame.time_epoch",
                        "-e",
                        "frame.packet_flags_direction",
                        "-e",
                        "frame.comment",
                        "-e",
                        "frame.verdict.ebpf_tc",
                        "-e",
                        "frame.interface_description");
        assertThat(lines)
                .containsExactly(
                        "client:eth0\t1700000000.000000001\t0x00000002\tdropped: random loss\t2\tend A",
                        "client:eth0\t1700000001.000000001\t0x00000002\t\t\tend A",
                        "server:eth0\t1700000001.020000001\t0x00000001\t\t\tend B");
    }

    @Test
    void checksums_and_options_are_right() throws Exception {
        List<String> lines =
                tshark(
                        "-o",
                        "ip.check_checksum:TRUE",
                        "-o",
                        "tcp.check_checksum:TRUE",
                        "-T",
                        "fields",
                        "-e",
                        "ip.checksum.status",
                        "-e",
                        "tcp.checksum.status",
                        "-e",
                        "tcp.options.mss_val",
                        "-e",
                        "tcp.options.wscale.shift");
        assertThat(lines).hasSize(3).containsOnly("1\t1\t1460\t7");
    }
}
