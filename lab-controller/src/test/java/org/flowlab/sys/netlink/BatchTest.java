package org.flowlab.sys.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final Batch batch = new Batch(ByteOrder.LITTLE_ENDIAN);

    @Test
    void a_veth_pair_carries_both_ends_index_name_mac_mtu_and_namespace() {
        batch.veth(
                new LinkEnd("v0", 100, null, 1400, LinkEnd.HERE),
                new LinkEnd("eth0", 101, 0x02_00_00_00_00_2aL, 1500, 7),
                "client:eth0");
        assertThat(batch.bytes())
                .isEqualTo(
                        hex(
                                """
                                a0000000 1000 0106 00000000 00000000  length type(NEWLINK) REQUEST|CREATE|EXCL seq port
                                00 00 0000 64000000 01000000 01000000 family index flags(UP) change(UP)
                                0700 0300 76300000                    IFNAME v0
                                0800 0400 78050000                    MTU 1400
                                0800 1f00 01000000                    NUM_TX_QUEUES 1
                                0800 2000 01000000                    NUM_RX_QUEUES 1
                                6000 1280                             LINKINFO, nested
                                0900 0100 7665746800 000000           . INFO_KIND veth
                                5000 0280                             . INFO_DATA, nested
                                4c00 0180                             . . VETH_INFO_PEER, nested
                                00 00 0000 65000000 00000000 00000000 . . . family index flags change
                                0900 0300 6574683000 000000           . . . IFNAME eth0
                                0a00 0100 02000000002a 0000           . . . ADDRESS
                                0800 0400 dc050000                    . . . MTU 1500
                                0800 1f00 01000000                    . . . NUM_TX_QUEUES 1
                                0800 2000 01000000                    . . . NUM_RX_QUEUES 1
                                0800 1c00 07000000                    . . . NET_NS_FD 7
                                """));
    }

    @Test
    void an_interface_is_set_up_by_its_index() {
        assertThat(batch.up("lo", 1).bytes())
                .isEqualTo(
                        hex(
                                """
                                20000000 1000 0100 00000000 00000000  length type(NEWLINK) REQUEST seq port
                                00 00 0000 01000000 01000000 01000000 family index flags(UP) change(UP)
                                """));
    }

    @Test
    void an_interface_is_kept_from_making_addresses_of_its_own() {
        assertThat(batch.withoutLinkLocalAddress("eth0", 5).bytes())
                .isEqualTo(
                        hex(
                                """
                                30000000 1000 0100 00000000 00000000
                                00 00 0000 05000000 00000000 00000000
                                1000 1a80                             AF_SPEC, nested
                                0c00 0a80                             . AF_INET6, nested
                                0500 0800 01 000000                   . . INET6_ADDR_GEN_MODE none
                                """));
    }

    @Test
    void an_address_comes_with_the_broadcast_address_of_its_subnet() {
        assertThat(batch.address("eth0", 100, ip("198.18.0.1"), 30).bytes())
                .isEqualTo(
                        hex(
                                """
                                30000000 1400 0106 00000000 00000000  NEWADDR REQUEST|CREATE|EXCL
                                02 1e 00 00 64000000                  INET prefix(30) flags scope index
                                0800 0200 c6120001                    LOCAL
                                0800 0100 c6120001                    ADDRESS
                                0800 0400 c6120003                    BROADCAST
                                """));
    }

    @Test
    void an_address_in_a_subnet_of_two_has_no_broadcast_address() {
        assertThat(batch.address("eth0", 100, ip("198.18.0.1"), 31).bytes()).hasSize(16 + 8 + 16);
    }

    @Test
    void a_route_names_destination_gateway_and_interface() {
        assertThat(
                        batch.route(
                                        ip("198.19.0.0"),
                                        24,
                                        ip("198.18.0.2"),
                                        "eth0",
                                        100,
                                        RouteTcp.NONE)
                                .bytes())
                .isEqualTo(
                        hex(
                                """
                                34000000 1800 0106 00000000 00000000  NEWROUTE REQUEST|CREATE|EXCL
                                02 18 00 00 fe 04 00 01 00000000      INET dst(24) src tos MAIN STATIC UNIVERSE UNICAST flags
                                0800 0100 c6130000                    DST
                                0800 0500 c6120002                    GATEWAY
                                0800 0400 64000000                    OIF
                                """));
    }

    @Test
    void a_default_route_has_no_destination() {
        assertThat(
                        batch.route(ip("0.0.0.0"), 0, ip("198.18.0.2"), "eth0", 100, RouteTcp.NONE)
                                .bytes())
                .hasSize(16 + 12 + 16);
    }

    @Test
    void a_neighbour_is_permanent() {
        assertThat(batch.neighbour("eth0", 100, ip("198.18.0.2"), 0x02_00_00_00_00_2aL).bytes())
                .isEqualTo(
                        hex(
                                """
                                30000000 1c00 0105 00000000 00000000  NEWNEIGH REQUEST|CREATE|REPLACE
                                02 00 0000 64000000 8000 00 01        INET index PERMANENT flags UNICAST
                                0800 0100 c6120002                    DST
                                0a00 0200 02000000002a 0000           LLADDR
                                """));
    }

    @Test
    void requests_of_a_batch_are_numbered_from_0_and_stand_one_behind_the_other() {
        batch.up("lo", 1).up("eth0", 2);
        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.start(0)).isZero();
        assertThat(batch.start(1)).isEqualTo(32);
        assertThat(batch.start(2)).isEqualTo(64);
        assertThat(batch.bytes()[32 + 8]).isEqualTo((byte) 1);
        assertThat(batch.attempt(1)).isEqualTo("set the interface eth0 up: RTM_NEWLINK");
    }

    @Test
    void routes_say_the_initial_window_and_the_congestion_control() {
        RouteTcp tcp = new RouteTcp(4, "cubic");
        assertThat(
                        batch.address("eth0", 100, ip("198.18.0.1"), 30, tcp)
                                .route(ip("198.19.0.0"), 24, ip("198.18.0.2"), "eth0", 100, tcp)
                                .bytes())
                .isEqualTo(
                        hex(
                                """
                                38000000 1400 0106 00000000 00000000  NEWADDR REQUEST|CREATE|EXCL
                                02 1e 00 00 64000000                  INET prefix(30) flags scope index
                                0800 0200 c6120001                    LOCAL
                                0800 0100 c6120001                    ADDRESS
                                0800 0400 c6120003                    BROADCAST
                                0800 0800 00020000                    FLAGS: NOPREFIXROUTE
                                4c000000 1800 0106 01000000 00000000  NEWROUTE REQUEST|CREATE|EXCL
                                02 1e 00 00 fe 02 fd 01 00000000      INET prefix(30) . . MAIN KERNEL LINK UNICAST
                                0800 0100 c6120000                    DST
                                0800 0700 c6120001                    PREFSRC
                                0800 0400 64000000                    OIF
                                1800 0880                             METRICS, nested
                                0800 0b00 04000000                    . INITCWND 4
                                0a00 1000 637562696300 0000           . CC_ALGO cubic
                                4c000000 1800 0106 02000000 00000000  NEWROUTE REQUEST|CREATE|EXCL
                                02 18 00 00 fe 04 00 01 00000000      INET prefix(24) . . MAIN STATIC UNIVERSE UNICAST
                                0800 0100 c6130000                    DST
                                0800 0500 c6120002                    GATEWAY
                                0800 0400 64000000                    OIF
                                1800 0880                             METRICS, nested
                                0800 0b00 04000000                    . INITCWND 4
                                0a00 1000 637562696300 0000           . CC_ALGO cubic
                                """));
    }

    @Test
    void tcp_metrics_are_forgotten_and_listed_through_their_family() {
        assertThat(batch.family("tcp_metrics").forgetTcpMetrics(30).listTcpMetrics(30).bytes())
                .isEqualTo(
                        hex(
                                """
                                24000000 1000 0100 00000000 00000000  length type(CTRL) REQUEST seq port
                                03 01 0000                            GETFAMILY version reserved
                                1000 0200 7463705f6d65747269637300    FAMILY_NAME tcp_metrics
                                14000000 1e00 0100 01000000 00000000  length type(30) REQUEST seq port
                                02 01 0000                            DEL version reserved
                                14000000 1e00 0103 02000000 00000000  length type(30) REQUEST|DUMP
                                01 01 0000                            GET version reserved
                                """));
    }

    @Test
    void numbers_are_in_the_byte_order_of_the_machine() {
        Batch big = new Batch(ByteOrder.BIG_ENDIAN).up("lo", 1);
        assertThat(big.bytes()).startsWith(hex("00000020 0010 0001"));
    }

    @Test
    void names_macs_mtus_and_prefixes_that_the_kernel_refuses_are_refused_before() {
        for (String name :
                new String[] {"", ".", "..", "a b", "a/b", "a:b", "ä", "sixteen-letters."}) {
            assertThatThrownBy(() -> LinkEnd.checkName(name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 15 ASCII characters");
        }
        assertThatThrownBy(() -> new LinkEnd("a", 1, 1L << 48, 1500, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LinkEnd("a", 1, 0x01_00_00_00_00_00L, 1500, -1))
                .hasMessageContaining("not multicast");
        assertThatThrownBy(() -> new LinkEnd("a", 1, null, 67, -1)).hasMessageContaining("MTU 67");
        assertThatThrownBy(() -> batch.address("a", 1, ip("198.18.0.1"), 33))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Inet4Address ip(String text) {
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /// The hexadecimal groups at the beginning of each line; what follows two spaces or a dot is a
    /// note.
    static byte[] hex(String annotated) {
        StringBuilder digits = new StringBuilder();
        annotated
                .lines()
                .map(line -> line.split(" {2}| \\.| [A-Z]| family", 2)[0])
                .forEach(line -> digits.append(line.replace(" ", "")));
        return HexFormat.of().parseHex(digits);
    }
}
