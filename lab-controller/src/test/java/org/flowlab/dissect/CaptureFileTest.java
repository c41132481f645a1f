package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.pcapng.CaptureInterface;
import org.flowlab.wire.pcapng.Direction;
import org.flowlab.wire.pcapng.LinkType;
import org.flowlab.wire.pcapng.PcapngWriter;
import org.flowlab.wire.pcapng.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFileTest {
    @TempDir Path dir;
    private final List<String> events = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final Peer client = Peer.pair(1, 2)[0];

    private final FrameListener sink =
            new FrameListener() {
                private void note(String what, long nanos, int length) {
                    events.add(what + " " + nanos + " " + length);
                }

                @Override
                public void sent(long nanos, byte[] b, int offset, int length) {
                    note("sent", nanos, length);
                }

                @Override
                public void lost(long nanos, byte[] b, int offset, int length) {
                    note("lost", nanos, length);
                }

                @Override
                public void dropped(long nanos, byte[] b, int offset, int length) {
                    note("dropped", nanos, length);
                }

                @Override
                public void delivered(long nanos, byte[] b, int offset, int length) {
                    note("delivered", nanos, length);
                }

                @Override
                public void seen(long nanos, byte[] b, int offset, int length) {
                    note("seen", nanos, length);
                }
            };

    /// An end with the destination MAC address of the client's frames.
    private static CaptureInterface end(String name, String link, String address) {
        MacAddress mac = new MacAddress(0x0200_c612_0002L);
        return new CaptureInterface(name, link, mac, Ipv4Address.parse(address), 30);
    }

    @Test
    void
            of_our_own_capture_the_first_link_tells_the_sending_the_last_one_the_delivery_and_each_a_drop()
                    throws IOException {
        Path file = dir.resolve("a.pcapng");
        try (PcapngWriter w = new PcapngWriter(file, new Section("", "", "", ""))) {
            int clientEnd = w.addInterface(end("client:eth0", "link a", "198.18.0.1"));
            int routerNear = w.addInterface(end("router:eth0", "link a", "198.18.0.5"));
            int routerFar = w.addInterface(end("router:eth1", "link b", "198.18.0.9"));
            int serverEnd = w.addInterface(end("server:eth0", "link b", "198.18.0.2"));
            byte[] frame = client.syn();
            w.frame(clientEnd, 1, Direction.OUTBOUND, frame, null, false);
            w.frame(routerNear, 2, Direction.INBOUND, frame, null, false);
            w.frame(routerFar, 3, Direction.OUTBOUND, frame, null, false);
            w.frame(serverEnd, 4, Direction.INBOUND, frame, null, false);
            w.frame(clientEnd, 5, Direction.OUTBOUND, frame, "dropped: loss", true);
            byte[] dropped = client.syn();
            w.frame(clientEnd, 6, Direction.OUTBOUND, dropped, null, false);
            w.frame(routerNear, 6, Direction.INBOUND, dropped, null, false);
            w.frame(
                    routerFar,
                    6,
                    Direction.OUTBOUND,
                    dropped,
                    "trial 1: x; dropped by link a-b: queue full",
                    false);
            byte[] corrupted = frame.clone();
            corrupted[40] ^= 1;
            w.frame(clientEnd, 7, Direction.OUTBOUND, corrupted, "link a-b: corrupted", false);
            w.frame(serverEnd, 8, Direction.INBOUND, corrupted, "link a-b: corrupted", false);
            // The sender's MAC address, which no receiver checks.
            byte[] harmless = frame.clone();
            harmless[9] ^= 1;
            w.frame(clientEnd, 9, Direction.OUTBOUND, harmless, "corrupted", false);
            w.frame(serverEnd, 10, Direction.INBOUND, harmless, "corrupted", false);
            byte[] misled = frame.clone();
            misled[3] ^= 1;
            w.frame(clientEnd, 11, Direction.OUTBOUND, misled, "corrupted", false);
            w.frame(serverEnd, 12, Direction.INBOUND, misled, "corrupted", false);
            w.secrets("A 1 2\nB 3 4");
        }
        CaptureFile.Summary summary = CaptureFile.read(file, sink, keys::add);
        assertThat(events)
                .containsExactly(
                        "sent 1 54",
                        "delivered 4 54",
                        "lost 5 54",
                        "sent 6 54",
                        "lost 7 54",
                        "sent 9 54",
                        "delivered 10 54",
                        "lost 11 54",
                        "dropped 0 54");
        assertThat(keys).containsExactly("A 1 2", "B 3 4");
        assertThat(summary).isEqualTo(new CaptureFile.Summary(14, 0));
    }

    @Test
    void a_capture_from_elsewhere_is_seen_once_per_frame() throws IOException {
        readPcap(LinkType.ETHERNET, client.syn());
        assertThat(events).containsExactly("seen 1000000000 54");
    }

    @Test
    void other_link_layers_become_ethernet() throws IOException {
        byte[] syn = client.syn();
        byte[] ip = Arrays.copyOfRange(syn, 14, syn.length);
        readPcap(LinkType.RAW, ip);
        readPcap(LinkType.NULL, behind(4, ip));
        byte[] cooked = behind(16, ip);
        cooked[14] = 8;
        readPcap(LinkType.LINUX_SLL, cooked);
        byte[] cooked2 = behind(20, ip);
        cooked2[0] = 8;
        readPcap(LinkType.LINUX_SLL2, cooked2);
        readPcap(LinkType.LINUX_SLL2, new byte[3]);
        assertThat(events).hasSize(5);
        assertThat(told.lines).containsExactly("0 SYN");
        CaptureFile.Summary unknown = readPcap(147, ip);
        assertThat(unknown).isEqualTo(new CaptureFile.Summary(1, 1));
    }

    private final TcpRecorder told = new TcpRecorder();
    private final TcpReassembler reassembler = new TcpReassembler(told);

    private static byte[] behind(int header, byte[] packet) {
        byte[] b = new byte[header + packet.length];
        System.arraycopy(packet, 0, b, header, packet.length);
        return b;
    }

    private CaptureFile.Summary readPcap(int linkType, byte[] frame) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(
                ByteBuffer.allocate(40)
                        .putInt(0xa1b2_c3d4)
                        .putInt(0x0002_0004)
                        .putLong(0)
                        .putInt(1 << 16)
                        .putInt(linkType)
                        .putInt(1)
                        .putInt(0)
                        .putInt(frame.length)
                        .putInt(frame.length)
                        .array());
        file.write(frame);
        CaptureFile.read(new ByteArrayInputStream(file.toByteArray()), reassembler, keys::add);
        return CaptureFile.read(new ByteArrayInputStream(file.toByteArray()), sink, keys::add);
    }
}
