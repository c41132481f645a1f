package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.trial.Manner;
import org.flowlab.trial.MeasuringSlot;
import org.flowlab.trial.OneFlow;
import org.flowlab.trial.TrialResult;
import org.flowlab.unit.Seed;
import org.flowlab.wire.Bytes;
import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.ip.IpProtocol;
import org.flowlab.wire.ip.Ipv4View;
import org.flowlab.wire.pcapng.CaptureInterface;
import org.flowlab.wire.pcapng.Direction;
import org.flowlab.wire.pcapng.PcapngWriter;
import org.flowlab.wire.pcapng.Section;
import org.flowlab.wire.spdy.SpdyWriter;
import org.flowlab.wire.tcp.TcpFlags;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Compares our dissector with tshark on the same capture, which holds the frames that reached
/// their receivers, with losses and in the order of the wire. Both must report the same bytes in
/// each direction of each TCP connection, and the same TLS handshakes, HTTP heads and SPDY frames
/// in the same order at the same nanosecond.
///
/// Three differences are expected. tshark does not open TLS within TLS, so messages in a tunnel are
/// not compared. If a segment comes again after its record was reported, tshark reports the record
/// again; such spurious retransmissions, as tshark calls them, are left out. tshark reports
/// segments that reach a connection after its reset, and we do not; they are not in the capture.
@Tag("tool")
class TsharkAgreesTest {
    @TempDir private Path folder;
    private long nanos = 1_700_000_000_000_000_000L;

    @BeforeAll
    static void tool() {
        Labs.assumeProgram("tshark");
    }

    static Stream<Map<String, String>> manners() {
        return Stream.of(
                Map.of(),
                Map.of("tls", "1.3"),
                Map.of("resumption", "resumed"),
                Map.of("tls", "1.3", "resumption", "resumed"));
    }

    @ParameterizedTest
    @MethodSource("manners")
    @Tag("netns")
    void on_every_flow_over_a_wire_that_loses_and_reorders(Map<String, String> manner)
            throws Exception {
        Labs.assume();
        Path capture = folder.resolve("arrived.pcapng");
        Set<String> kinds = new HashSet<>();
        int seed = 1;
        for (Flow flow : Catalogue.flows()) {
            TrialResult result =
                    OneFlow.run(
                            Labs.triangle("{delay: 2ms, loss: 4%, reorder: 10%}"),
                            flow,
                            Manner.of(manner),
                            ExpectedStatus.SUCCESS,
                            LabOptions.inJvm(new Seed(seed++), folder),
                            _ -> {},
                            new MeasuringSlot());
            assertThat(result.failure()).as(flow.id()).isEmpty();
            List<WireFrame> arrived =
                    result.frames().stream()
                            .filter(f -> !f.verdict().dropped())
                            .sorted(Comparator.comparingLong(WireFrame::leftNanos))
                            .toList();
            write(
                    capture,
                    result.keys(),
                    arrived.stream().map(f -> new Seen(f.leftNanos(), f.bytes())).toList());
            kinds.addAll(compare(flow.id(), capture));
        }
        assertThat(kinds).contains("hello", "request", "response", "spdy-type", "spdy-stream");
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLSv1.2, TLS_RSA_WITH_AES_128_CBC_SHA",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.3, TLS_AES_256_GCM_SHA384",
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256"
    })
    void on_every_cipher_family(String version, String cipher) throws Exception {
        Path capture = folder.resolve("arrived.pcapng");
        TlsPair.Shape shape = TlsPair.Shape.of(version, cipher).with(Protocol.ALPN, "spdy/3.1");
        try (TlsPair pair = new TlsPair(shape);
                TlsPair.Connection connection = pair.connect().handshake();
                SpdyWriter client = new SpdyWriter();
                SpdyWriter server = new SpdyWriter()) {
            connection.say(true, client.synStream(1, true, ":method", "GET", ":path", "/"));
            connection.say(false, server.synReply(1, false, ":status", "200"));
            connection.say(false, SpdyWriter.data(1, false, new byte[20_000]));
            connection.say(false, SpdyWriter.data(1, true, new byte[0]));
            write(capture, pair.keys, disordered(connection.said));
        }
        assertThat(compare(cipher, capture)).contains("hello", "spdy-type", "spdy-control");
    }

    private record Seen(long nanos, byte[] frame) {}

    /// Frames that carry the talk; some come late and some twice.
    private List<Seen> disordered(List<Said> talk) {
        Peer[] peers = Peer.pair(1000, 2000);
        List<Seen> seen = new ArrayList<>();
        for (byte[] frame : List.of(peers[0].syn(), peers[1].synAck(), peers[0].ack())) {
            seen.add(new Seen(nanos += 1000, frame));
        }
        SplittableRandom random = new SplittableRandom(1);
        for (Said said : talk) {
            Peer peer = peers[said.fromClient() ? 0 : 1];
            List<byte[]> segments = new ArrayList<>();
            for (int at = 0; at < said.bytes().length; at += 1000) {
                int end = Math.min(said.bytes().length, at + 1000);
                segments.add(peer.data(Arrays.copyOfRange(said.bytes(), at, end)));
            }
            for (int i = 1; i < segments.size(); i++) {
                if (random.nextInt(4) == 0) {
                    segments.add(i - 1, segments.remove(i));
                }
            }
            segments.forEach(frame -> seen.add(new Seen(nanos += 1000, frame)));
            seen.add(new Seen(nanos += 1000, peer.other.ack()));
            seen.add(new Seen(nanos += 1000, segments.getLast()));
        }
        return seen;
    }

    private static void write(Path file, List<String> keys, List<Seen> frames) throws IOException {
        try (PcapngWriter writer = new PcapngWriter(file, new Section("", "", "", ""))) {
            int all = writer.addInterface(new CaptureInterface("all", ""));
            writer.secrets(String.join("\n", keys));
            Set<String> open = new HashSet<>();
            for (Seen seen : frames) {
                if (isOfOne(seen.frame, open)) {
                    writer.frame(all, seen.nanos, Direction.UNKNOWN, seen.frame, null, false);
                }
            }
        }
    }

    /// Whether the frame belongs to a connection that began in this capture and was not reset
    /// before. Other frames (such as the late end of a warm-up's connection) are not compared.
    ///
    /// @param open the addresses and ports of such connections so far, for both directions
    private static boolean isOfOne(byte[] frame, Set<String> open) {
        EthernetView ethernet = new EthernetView();
        Ipv4View ip = new Ipv4View();
        boolean isTcp =
                ethernet.wrap(frame, 0, frame.length) == null
                        && ip.wrap(frame, ethernet.payloadOffset(), ethernet.payloadLength())
                                == null
                        && ip.protocol() == IpProtocol.TCP;
        if (!isTcp) {
            return true;
        }
        int tcp = ip.payloadOffset();
        int flags = frame[tcp + 13];
        String from = ip.source() + ":" + Bytes.u16(frame, tcp);
        String to = ip.destination() + ":" + Bytes.u16(frame, tcp + 2);
        if ((flags & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.SYN) {
            open.add(from + to);
            open.add(to + from);
        }
        boolean isOpen = open.contains(from + to);
        if ((flags & TcpFlags.RST) != 0) {
            open.remove(from + to);
            open.remove(to + from);
        }
        return isOpen;
    }

    /// @return the kinds of values that both reported
    private static Set<String> compare(String what, Path capture) throws Exception {
        Readings ours = Readings.ours(capture);
        Readings theirs = Readings.tshark(capture);
        assertThat(ours.bytes().keySet()).as(what).isNotEmpty().isEqualTo(theirs.bytes().keySet());
        ours.bytes()
                .forEach(
                        (way, bytes) -> {
                            String others = theirs.bytes().getOrDefault(way, "");
                            int same = Arrays.mismatch(bytes.toCharArray(), others.toCharArray());
                            assertThat(same)
                                    .as(
                                            "%s, %s: ours %d and theirs %d digits",
                                            what, way, bytes.length(), others.length())
                                    .isEqualTo(-1);
                        });
        assertThat(ours.told()).as(what).isEqualTo(theirs.told());
        Set<String> kinds = new HashSet<>();
        ours.told().keySet().forEach(key -> kinds.add(key.substring(0, key.indexOf(' '))));
        return kinds;
    }
}
