package org.flowlab.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.sys.NetnsTests.ip;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.flowlab.bench.BringUpBench;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.HotCalls;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.Structs;
import org.flowlab.sys.libc.SysException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a packet socket at the wire's end of a link sees and can do.
@Tag("netns")
class FabricEndTest {
    private static final long NODE_MAC = 0x02_00_00_00_00_01L;
    private static final long OTHER_MAC = 0x02_00_00_00_00_02L;
    private static final int ETH_P_ALL_BIG_ENDIAN = 0x0300;

    private final NodeSetup node =
            new NodeSetup(
                    "a",
                    false,
                    List.of(
                            new NodeSetup.Interface(
                                    "eth0",
                                    NODE_MAC,
                                    ip("198.18.0.1"),
                                    24,
                                    1500,
                                    Map.of(ip("198.18.0.2"), OTHER_MAC))),
                    List.of());

    @BeforeAll
    static void may() {
        NetnsTests.assume();
    }

    @Test
    void the_first_frame_is_what_the_node_sent_with_its_checksums_and_nothing_came_before()
            throws Exception {
        try (Wiring wiring = Wiring.up(List.of(node));
                FileDescriptor wire = packetSocket(wiring);
                DatagramChannel channel = wiring.namespace("a").call(DatagramChannel::open)) {
            channel.bind(new InetSocketAddress(ip("198.18.0.1"), 4000));
            channel.send(
                    ByteBuffer.wrap("hello".getBytes()),
                    new InetSocketAddress(ip("198.18.0.2"), 9));

            byte[] frame = receive(wire);
            assertThat(HexFormat.of().formatHex(frame, 0, 14))
                    .isEqualTo("020000000002" + "020000000001" + "0800");
            assertThat(new String(frame, 42, 5)).isEqualTo("hello");
            assertThat(sum(frame, 14, 34, 0)).as("IP header checksum").isEqualTo(0xffff);
            int pseudo = 17 + 13;
            assertThat(sum(frame, 26, 47, pseudo)).as("UDP checksum").isEqualTo(0xffff);
        }
    }

    @RepeatedTest(10)
    void every_end_has_noticed_its_carrier_at_once() {
        // Most links are up without waiting; the last few are not.
        try (Wiring wiring = Wiring.up(BringUpBench.star(20))) {
            List<String> late =
                    wiring.fabric()
                            .call(
                                    () ->
                                            wiring.ends().stream()
                                                    .map(Wiring.FabricEnd::name)
                                                    .filter(name -> !isRunning(name))
                                                    .toList());
            assertThat(late).isEmpty();
        }
    }

    @RepeatedTest(3)
    void a_frame_given_right_after_bring_up_reaches_the_node() throws Exception {
        try (Wiring wiring = Wiring.up(List.of(node));
                FileDescriptor wire = packetSocket(wiring);
                DatagramChannel channel = wiring.namespace("a").call(DatagramChannel::open)) {
            channel.bind(new InetSocketAddress(ip("198.18.0.1"), 9));
            send(wire, udp(0));
            assertThat(received(channel)).isEqualTo("hello");
        }
    }

    @Test
    void a_frame_whose_checksum_the_wire_broke_is_dropped_by_the_node() throws Exception {
        try (Wiring wiring = Wiring.up(List.of(node));
                FileDescriptor wire = packetSocket(wiring);
                DatagramChannel channel = wiring.namespace("a").call(DatagramChannel::open)) {
            channel.bind(new InetSocketAddress(ip("198.18.0.1"), 9));
            byte[] broken = udp(0x4711);
            send(wire, broken);
            send(wire, udp(0));
            assertThat(received(channel)).isEqualTo("hello");
            assertThat(NetnsTests.run(wiring.namespace("a"), "cat", "/proc/self/net/snmp"))
                    .containsPattern("Udp: 1 0 1 ");
        }
    }

    private static boolean isRunning(String device) {
        try (Arena arena = Arena.ofConfined();
                FileDescriptor socket =
                        FileDescriptor.socket(Constants.AF_INET, Constants.SOCK_DGRAM, 0)) {
            MemorySegment request = arena.allocate(40, 8);
            request.setString(0, device);
            int siocgifflags = 0x8913;
            SysException.check(
                    LibC.get().ioctl(socket.fd(), siocgifflags, request), "SIOCGIFFLAGS");
            return (request.get(JAVA_SHORT, 16) & 0x40) != 0;
        }
    }

    private static FileDescriptor packetSocket(Wiring wiring) {
        return wiring.fabric()
                .call(
                        () -> {
                            FileDescriptor socket =
                                    FileDescriptor.socket(
                                            Constants.AF_PACKET,
                                            Constants.SOCK_RAW,
                                            ETH_P_ALL_BIG_ENDIAN);
                            try (Arena arena = Arena.ofConfined()) {
                                // struct sockaddr_ll
                                MemorySegment address = arena.allocate(20, 4);
                                address.set(JAVA_SHORT, 0, (short) Constants.AF_PACKET);
                                address.set(JAVA_SHORT, 2, (short) ETH_P_ALL_BIG_ENDIAN);
                                address.set(JAVA_INT, 4, wiring.end("a", "eth0").index());
                                SysException.check(
                                        LibC.get().bind(socket.fd(), address, 20), "bind");
                            }
                            return socket;
                        });
    }

    private static byte[] receive(FileDescriptor socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(Structs.POLLFD);
            poll.set(JAVA_INT, 0, socket.fd());
            poll.set(JAVA_SHORT, 4, Constants.POLLIN);
            MemorySegment patience = arena.allocate(Structs.TIMESPEC);
            patience.set(JAVA_LONG, 0, 5);
            assertThat(HotCalls.ppoll(poll.address(), 1, patience.address(), 0))
                    .as("a frame within 5 s")
                    .isOne();
            MemorySegment buffer = arena.allocate(2000);
            long length = SysException.check(LibC.get().recv(socket.fd(), buffer, 2000, 0), "recv");
            return buffer.asSlice(0, length).toArray(JAVA_BYTE);
        }
    }

    private static void send(FileDescriptor socket, byte[] frame) {
        try (Arena arena = Arena.ofConfined()) {
            SysException.check(
                    LibC.get()
                            .send(
                                    socket.fd(),
                                    arena.allocateFrom(JAVA_BYTE, frame),
                                    frame.length,
                                    0),
                    "send");
        }
    }

    /// @param checksum of UDP; 0 for none
    private static byte[] udp(int checksum) {
        byte[] frame =
                HexFormat.of()
                        .parseHex(
                                "020000000001"
                                        + "020000000002"
                                        + "0800"
                                        + "45000021"
                                        + "00004000"
                                        + "40110000"
                                        + "c6120002"
                                        + "c6120001"
                                        + "0fa00009"
                                        + "000d"
                                        + "%04x".formatted(checksum)
                                        + "68656c6c6f");
        int sum = ~sum(frame, 14, 34, 0) & 0xffff;
        frame[24] = (byte) (sum >> 8);
        frame[25] = (byte) sum;
        return frame;
    }

    private static String received(DatagramChannel channel) throws IOException {
        channel.socket().setSoTimeout(5000);
        java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[100], 100);
        channel.socket().receive(packet);
        return new String(packet.getData(), 0, packet.getLength());
    }

    /// The Internet checksum (RFC 1071); all ones if the checksum in the data is right.
    private static int sum(byte[] bytes, int from, int to, int start) {
        int sum = start;
        for (int i = from; i < to; i++) {
            int value = bytes[i] & 0xff;
            sum += (i - from) % 2 == 0 ? value << 8 : value;
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return sum;
    }
}
