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

    private static CaptureInterface end(String name, String address) {
        return new CaptureInterface(name, "", new MacAddress(2), Ipv4Address.parse(address), 30);
    }

    @Test
    void our_own_capture_counts_the_first_hop_and_the_last_and_drops_in_between()
            throws IOException {
        Path file = dir.resolve("a.pcapng");
        try (PcapngWriter w = new PcapngWriter(file, new Section("", "", "", ""))) {
            int clientEnd = w.addInterface(end("client:eth0", "198.18.0.1"));
            int routerNear = w.addInterface(end("router:eth0", "198.18.0.5"));
            int routerFar = w.addInterface(end("router:eth1", "198.18.0.9"));
            int serverEnd = w.addInterface(end("server:eth0", "198.18.0.2"));
            byte[] frame = client.syn();
            w.frame(clientEnd, 1, Direction.OUTBOUND, frame, null, false);
            w.frame(routerNear, 2, Direction.INBOUND, frame, null, false);
            w.frame(routerFar, 3, Direction.OUTBOUND, frame, null, false);
            w.frame(serverEnd, 4, Direction.INBOUND, frame, null, false);
            w.frame(clientEnd, 5, Direction.OUTBOUND, frame, "dropped: loss", true);
            w.frame(
                    routerFar,
                    6,
                    Direction.OUTBOUND,
                    frame,
                    "trial 1: x; dropped by link a-b: queue full",
                    false);
            byte[] corrupted = frame.clone();
            corrupted[40] ^= 1;
            w.frame(clientEnd, 7, Direction.OUTBOUND, corrupted, "link a-b: corrupted", false);
            w.frame(serverEnd, 8, Direction.INBOUND, corrupted, "link a-b: corrupted", false);
            // Where nobody looks: in the Ethernet header.
            byte[] harmless = frame.clone();
            harmless[3] ^= 1;
            w.frame(clientEnd, 9, Direction.OUTBOUND, harmless, "corrupted", false);
            w.frame(serverEnd, 10, Direction.INBOUND, harmless, "corrupted", false);
            w.secrets("A 1 2\nB 3 4");
        }
        CaptureFile.Summary summary = CaptureFile.read(file, sink, keys::add);
        assertThat(events)
                .containsExactly(
                        "sent 1 54",
                        "delivered 4 54",
                        "lost 5 54",
                        "dropped 6 54",
                        "lost 7 54",
                        "sent 9 54",
                        "delivered 10 54");
        assertThat(keys).containsExactly("A 1 2", "B 3 4");
        assertThat(summary).isEqualTo(new CaptureFile.Summary(10, 0));
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
