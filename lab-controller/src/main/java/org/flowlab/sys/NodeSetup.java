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
/// @param name the node's name, unique among the nodes of a wiring
/// @param namespace the node's namespace if it exists already, without links, for example a
///   container's; the caller closes it. Null to make a new one
/// @param forwards whether its kernel forwards packets, as a router does
/// @param sysctls settings below `net.` that differ from [NodeSettings], for example
///   `net.ipv4.tcp_congestion_control` → `reno`
/// @param initialWindow the number of segments that TCP sends at first; 0 for the kernel's default,
///   10
public record NodeSetup(
        String name,
        @Nullable Namespace namespace,
        boolean forwards,
        List<Interface> interfaces,
        List<Route> routes,
        Map<String, String> sysctls,
        int initialWindow) {
    private static final Pattern SYSCTL = Pattern.compile("net(\\.[A-Za-z0-9_-]+)+");

    /// An interface of a node.
    ///
    /// @param mac its MAC address; 48 bits, not multicast
    /// @param address its address; null for none
    /// @param mtu size in bytes of the largest IP packet
    /// @param neighbours addresses in the same subnet with their MAC addresses; the kernel keeps
    ///   them forever and does not ask for them by ARP
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

    /// A route of a node.
    ///
    /// @param dev the name of one of the node's interfaces
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
                                + ", but no interface of that name");
            }
        }
        for (String key : sysctls.keySet()) {
            if (!SYSCTL.matcher(key).matches()) {
                throw new IllegalArgumentException(
                        "node \"" + name + "\": sysctl \"" + key + "\" is not below net.");
            }
        }
    }

    /// Makes the setup of a node with the kernel's default initial window.
    public NodeSetup(
            String name,
            @Nullable Namespace namespace,
            boolean forwards,
            List<Interface> interfaces,
            List<Route> routes,
            Map<String, String> sysctls) {
        this(name, namespace, forwards, interfaces, routes, sysctls, 0);
    }

    /// Makes the setup of a node in a new namespace, with the settings of [NodeSettings].
    public NodeSetup(
            String name, boolean forwards, List<Interface> interfaces, List<Route> routes) {
        this(name, null, forwards, interfaces, routes, Map.of(), 0);
    }

    /// The node for errors.
    String where() {
        return "node \"" + name + "\"";
    }
}
