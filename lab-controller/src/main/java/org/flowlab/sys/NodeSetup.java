package org.flowlab.sys;

import java.net.Inet4Address;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.flowlab.sys.netlink.LinkEnd;
import org.jspecify.annotations.Nullable;

/// The setup of one node's namespace.
///
/// @param name unique among the nodes of a wiring
/// @param namespace the node's own where somebody else made it, as a container's; it stays the
///   caller's to close. Null for a new one.
/// @param forwards whether its kernel passes packets on: a router
/// @param sysctls what differs from [NodeSettings], below `net.`, as
///   `net.ipv4.tcp_congestion_control` → `reno`
/// @param initialWindow how many segments TCP sends at first; 0 for the kernel's own number, 10
public record NodeSetup(
        String name,
        @Nullable Namespace namespace,
        boolean forwards,
        List<Interface> interfaces,
        List<Route> routes,
        Map<String, String> sysctls,
        int initialWindow) {
    private static final Pattern SYSCTL = Pattern.compile("net(\\.[A-Za-z0-9_-]+)+");

    /// @param mac 48 bits, not multicast
    /// @param address null for none
    /// @param mtu bytes of an IP packet
    /// @param neighbours addresses in the same subnet and their MACs, entered for good
    public record Interface(
            String name,
            long mac,
            @Nullable Inet4Address address,
            int prefixLength,
            int mtu,
            Map<Inet4Address, Long> neighbours) {
        public Interface {
            LinkEnd.checkName(name);
            neighbours = Map.copyOf(neighbours);
        }
    }

    /// @param dev one of the node's interfaces
    public record Route(Inet4Address destination, int prefixLength, Inet4Address via, String dev) {}

    public NodeSetup {
        interfaces = List.copyOf(interfaces);
        routes = List.copyOf(routes);
        sysctls = Map.copyOf(sysctls);
        Set<String> names = new HashSet<>();
        for (Interface i : interfaces) {
            if (!names.add(i.name())) {
                throw new IllegalArgumentException(
                        "node \"" + name + "\" has two interfaces called " + i.name());
            }
        }
        for (Route route : routes) {
            if (!names.contains(route.dev())) {
                throw new IllegalArgumentException(
                        "node \""
                                + name
                                + "\" has a route through "
                                + route.dev()
                                + ", an interface that it has not");
            }
        }
        for (String key : sysctls.keySet()) {
            if (!SYSCTL.matcher(key).matches()) {
                throw new IllegalArgumentException(
                        "node \"" + name + "\": sysctl \"" + key + "\" is not one below net.");
            }
        }
    }

    /// A node whose TCP begins with the kernel's own initial window.
    public NodeSetup(
            String name,
            @Nullable Namespace namespace,
            boolean forwards,
            List<Interface> interfaces,
            List<Route> routes,
            Map<String, String> sysctls) {
        this(name, namespace, forwards, interfaces, routes, sysctls, 0);
    }

    /// A node in a namespace of its own.
    public NodeSetup(
            String name, boolean forwards, List<Interface> interfaces, List<Route> routes) {
        this(name, null, forwards, interfaces, routes, Map.of(), 0);
    }
}
