package org.flowlab.sys.netlink;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A list of requests to rtnetlink, or to one family of generic netlink, that are sent together and
/// in order. Each has a text that says in errors what was attempted. Pure bytes: it needs neither
/// root nor a kernel. Not thread-safe.
///
/// Only the last request asks for an acknowledgement. The kernel works through a batch in order and
/// reports every request that fails, so this one acknowledgement means that all requests are done.
/// A request that fails does not stop those after it.
public final class Batch {
    static final int RTM_NEWLINK = 16;
    static final int RTM_NEWADDR = 20;
    static final int RTM_NEWROUTE = 24;
    static final int RTM_NEWNEIGH = 28;

    static final int NLM_F_REQUEST = 0x1;
    static final int NLM_F_ACK = 0x4;
    static final int NLM_F_EXCL = 0x200;
    static final int NLM_F_CREATE = 0x400;
    static final int NLM_F_REPLACE = 0x100;

    private static final int NLA_F_NESTED = 0x8000;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFF_UP = 1;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_AF_SPEC = 26;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_NUM_TX_QUEUES = 31;
    private static final int IFLA_NUM_RX_QUEUES = 32;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    private static final int IN6_ADDR_GEN_MODE_NONE = 1;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_F_NOPREFIXROUTE = 0x200;

    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_METRICS = 8;
    private static final int RTAX_INITCWND = 11;
    private static final int RTAX_CC_ALGO = 16;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_KERNEL = 2;
    private static final int RTPROT_STATIC = 4;
    private static final int RT_SCOPE_LINK = 253;
    private static final int RTN_UNICAST = 1;

    // In generic netlink the message type is the number of a family or of the control family.
    static final int GENL_ID_CTRL = 16;
    private static final int CTRL_CMD_GETFAMILY = 3;
    static final int CTRL_ATTR_FAMILY_ID = 1;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;
    private static final int TCP_METRICS_CMD_GET = 1;
    private static final int TCP_METRICS_CMD_DEL = 2;
    private static final int NLM_F_DUMP = 0x300;

    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NUD_PERMANENT = 0x80;

    private final ByteOrder order;
    private final MessageWriter writer;
    private final List<String> attempts = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();

    public Batch() {
        this(ByteOrder.nativeOrder());
    }

    Batch(ByteOrder order) {
        this.order = order;
        this.writer = new MessageWriter(order);
    }

    /// Makes a veth pair. `end` is up at once if it is in the socket's namespace. `peer` cannot be
    /// up at once, because the kernel would look for its peer too early; set it up from its own
    /// namespace.
    ///
    /// Both have one queue in each direction, so that order is kept and the kernel makes fewer
    /// objects.
    ///
    /// @param what the interface that the pair is for, in errors: `client:eth0`
    public Batch veth(LinkEnd end, LinkEnd peer, String what) {
        begin(
                "make the veth pair of " + what + ": RTM_NEWLINK",
                RTM_NEWLINK,
                NLM_F_CREATE | NLM_F_EXCL);
        boolean here = end.namespaceFd() == LinkEnd.HERE;
        linkHeader(end.index(), here ? IFF_UP : 0, here ? IFF_UP : 0);
        link(end);
        int info = writer.nest(IFLA_LINKINFO | NLA_F_NESTED);
        writer.attribute(IFLA_INFO_KIND, "veth");
        int data = writer.nest(IFLA_INFO_DATA | NLA_F_NESTED);
        int peerNest = writer.nest(VETH_INFO_PEER | NLA_F_NESTED);
        linkHeader(peer.index(), 0, 0);
        link(peer);
        writer.endNest(peerNest).endNest(data).endNest(info).end();
        return this;
    }

    private void link(LinkEnd end) {
        writer.attribute(IFLA_IFNAME, end.name());
        Long mac = end.mac();
        if (mac != null) {
            writer.mac(IFLA_ADDRESS, mac);
        }
        writer.attribute(IFLA_MTU, end.mtu())
                .attribute(IFLA_NUM_TX_QUEUES, 1)
                .attribute(IFLA_NUM_RX_QUEUES, 1);
        if (end.namespaceFd() != LinkEnd.HERE) {
            writer.attribute(IFLA_NET_NS_FD, end.namespaceFd());
        }
    }

    /// Sets the interface `index` up; `name` is used in errors.
    public Batch up(String name, int index) {
        begin("set the interface " + name + " up: RTM_NEWLINK", RTM_NEWLINK, 0);
        linkHeader(index, IFF_UP, IFF_UP);
        writer.end();
        return this;
    }

    /// Keeps the interface from giving itself an IPv6 link-local address when it comes up
    /// (`IFLA_INET6_ADDR_GEN_MODE` none). For namespaces whose IPv6 the lab may not switch off.
    public Batch withoutLinkLocalAddress(String name, int index) {
        begin(
                "keep the interface " + name + " from making addresses of its own: RTM_NEWLINK",
                RTM_NEWLINK,
                0);
        linkHeader(index, 0, 0);
        int families = writer.nest(IFLA_AF_SPEC | NLA_F_NESTED);
        int inet6 = writer.nest(AF_INET6 | NLA_F_NESTED);
        writer.attribute8(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
        writer.endNest(inet6).endNest(families).end();
        return this;
    }

    /// Adds an address, with the broadcast address of its subnet, and the route to that subnet.
    ///
    /// @param tcp the TCP settings of that route
    public Batch address(
            String name, int index, Inet4Address address, int prefixLength, RouteTcp tcp) {
        boolean ownRoute = !tcp.isEmpty() && prefixLength < 32;
        address(name, index, address, prefixLength, ownRoute);
        if (ownRoute) {
            connected(name, index, address, prefixLength, tcp);
        }
        return this;
    }

    /// Adds an address as above; the route has no TCP settings.
    public Batch address(String name, int index, Inet4Address address, int prefixLength) {
        return address(name, index, address, prefixLength, RouteTcp.NONE);
    }

    /// Adds the route that the kernel would add with the address, but with TCP settings.
    private void connected(
            String name, int index, Inet4Address address, int prefixLength, RouteTcp tcp) {
        byte[] bytes = address.getAddress();
        int network = ByteBuffer.wrap(bytes).getInt() & (int) (-1L << (32 - prefixLength));
        begin(
                "add the route to the subnet of the interface " + name + ": RTM_NEWROUTE",
                RTM_NEWROUTE,
                NLM_F_CREATE | NLM_F_EXCL);
        writer.u8(AF_INET).u8(prefixLength).u8(0).u8(0);
        writer.u8(RT_TABLE_MAIN).u8(RTPROT_KERNEL).u8(RT_SCOPE_LINK).u8(RTN_UNICAST).u32(0);
        writer.attribute(RTA_DST, ByteBuffer.allocate(4).putInt(network).array())
                .attribute(RTA_PREFSRC, bytes)
                .attribute(RTA_OIF, index);
        metrics(tcp);
        writer.end();
    }

    private void metrics(RouteTcp tcp) {
        if (tcp.isEmpty()) {
            return;
        }
        int nest = writer.nest(RTA_METRICS | NLA_F_NESTED);
        if (tcp.initialWindow() > 0) {
            writer.attribute(RTAX_INITCWND, tcp.initialWindow());
        }
        String congestion = tcp.congestion();
        if (congestion != null) {
            writer.attribute(RTAX_CC_ALGO, congestion);
        }
        writer.endNest(nest);
    }

    private void address(
            String name, int index, Inet4Address address, int prefixLength, boolean withoutRoute) {
        checkPrefix(prefixLength);
        begin(
                "add "
                        + address.getHostAddress()
                        + "/"
                        + prefixLength
                        + " to the interface "
                        + name
                        + ": RTM_NEWADDR",
                RTM_NEWADDR,
                NLM_F_CREATE | NLM_F_EXCL);
        writer.u8(AF_INET).u8(prefixLength).u8(0).u8(0).u32(index);
        byte[] bytes = address.getAddress();
        writer.attribute(IFA_LOCAL, bytes).attribute(IFA_ADDRESS, bytes);
        if (prefixLength < 31) {
            int host = ByteBuffer.wrap(bytes).getInt() | -1 >>> prefixLength;
            writer.attribute(IFA_BROADCAST, ByteBuffer.allocate(4).putInt(host).array());
        }
        if (withoutRoute) {
            writer.attribute(IFA_FLAGS, IFA_F_NOPREFIXROUTE);
        }
        writer.end();
    }

    /// Adds a route through `via`, which must be in the subnet of an interface that is up.
    ///
    /// @param tcp the TCP settings of the route
    public Batch route(
            Inet4Address destination,
            int prefixLength,
            Inet4Address via,
            String dev,
            int index,
            RouteTcp tcp) {
        checkPrefix(prefixLength);
        begin(
                "add the route to "
                        + destination.getHostAddress()
                        + "/"
                        + prefixLength
                        + " via "
                        + via.getHostAddress()
                        + " dev "
                        + dev
                        + ": RTM_NEWROUTE",
                RTM_NEWROUTE,
                NLM_F_CREATE | NLM_F_EXCL);
        writer.u8(AF_INET).u8(prefixLength).u8(0).u8(0);
        writer.u8(RT_TABLE_MAIN).u8(RTPROT_STATIC).u8(0).u8(RTN_UNICAST).u32(0);
        if (prefixLength > 0) {
            writer.attribute(RTA_DST, destination.getAddress());
        }
        writer.attribute(RTA_GATEWAY, via.getAddress()).attribute(RTA_OIF, index);
        metrics(tcp);
        writer.end();
        return this;
    }

    /// Adds a permanent neighbour, so that the kernel does not ask for it by ARP.
    public Batch neighbour(String dev, int index, Inet4Address address, long mac) {
        begin(
                "enter the neighbour "
                        + address.getHostAddress()
                        + " dev "
                        + dev
                        + ": RTM_NEWNEIGH",
                RTM_NEWNEIGH,
                NLM_F_CREATE | NLM_F_REPLACE);
        writer.u8(AF_INET).u8(0).u16(0).u32(index).u16(NUD_PERMANENT).u8(0).u8(RTN_UNICAST);
        writer.attribute(NDA_DST, address.getAddress()).mac(NDA_LLADDR, mac).end();
        return this;
    }

    /// Asks generic netlink for a family's number.
    Batch family(String name) {
        begin("find the netlink family " + name + ": CTRL_CMD_GETFAMILY", GENL_ID_CTRL, 0);
        generic(CTRL_CMD_GETFAMILY);
        writer.attribute(CTRL_ATTR_FAMILY_NAME, name).end();
        return this;
    }

    /// Deletes what TCP learned about all other hosts: metrics and Fast Open cookies.
    ///
    /// @param family the number of the family `tcp_metrics`
    Batch forgetTcpMetrics(int family) {
        begin("forget TCP metrics: TCP_METRICS_CMD_DEL", family, 0);
        generic(TCP_METRICS_CMD_DEL);
        writer.end();
        return this;
    }

    /// Lists what TCP learned about all other hosts.
    Batch listTcpMetrics(int family) {
        begin("list TCP metrics: TCP_METRICS_CMD_GET", family, NLM_F_DUMP);
        generic(TCP_METRICS_CMD_GET);
        writer.end();
        return this;
    }

    /// `struct genlmsghdr { u8 cmd, version; u16 reserved; };`
    private void generic(int command) {
        writer.u8(command).u8(1).u16(0);
    }

    private static void checkPrefix(int prefixLength) {
        if (prefixLength < 0 || prefixLength > 32) {
            throw new IllegalArgumentException("prefix length " + prefixLength + ": must be 0..32");
        }
    }

    private void begin(String attempt, int type, int flags) {
        attempts.add(attempt);
        starts.add(writer.size());
        writer.begin(type, NLM_F_REQUEST | flags, attempts.size() - 1);
    }

    /// `struct ifinfomsg { u8 family, pad; u16 type; s32 index; u32 flags, change; };`
    private void linkHeader(int index, int flags, int change) {
        writer.u8(0).u8(0).u16(0).u32(index).u32(flags).u32(change);
    }

    public boolean isEmpty() {
        return attempts.isEmpty();
    }

    /// The number of requests.
    public int size() {
        return attempts.size();
    }

    /// The text that says what request `number` attempted.
    String attempt(int number) {
        return attempts.get(number);
    }

    /// The offset of request `number` in [#bytes].
    int start(int number) {
        return number == attempts.size() ? writer.size() : starts.get(number);
    }

    /// All requests, one after the other; sequence numbers count from 0.
    byte[] bytes() {
        return writer.toBytes();
    }

    ByteOrder order() {
        return order;
    }
}
