package org.flowlab.view;

import java.net.Inet4Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.flowlab.fabric.LinkReport;
import org.flowlab.lab.LinkState;
import org.flowlab.service.LiveLab;
import org.flowlab.topology.Plan;
import org.jspecify.annotations.Nullable;

/// A lab that lives, for JSON.
///
/// @param id unique in the controller's process: `lab1`, `lab2` …
/// @param name unique among the labs that are up
/// @param topology the topology's name
/// @param state `up` or `closing`
/// @param since when it was up
/// @param flows those that wait, run, or ended last, without their trials
/// @param hostProblems what went wrong with users' programs
public record LabView(
        String id,
        String name,
        String topology,
        String state,
        Instant since,
        List<NodeView> nodes,
        List<LinkView> links,
        List<FlowStateView> flows,
        List<String> hostProblems) {
    public LabView {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
        flows = List.copyOf(flows);
        hostProblems = List.copyOf(hostProblems);
    }

    /// A node.
    ///
    /// @param kind as in the topology's file: `client`, `proxy`, `origin`, `router`, `switch` or
    ///   `host`
    /// @param role the part it plays in flows: a host's role, or the node's kind
    /// @param addresses the addresses of its interfaces
    /// @param protocols what a proxy or an origin offers in the TLS handshake, best first
    /// @param plainPort 0 if it has none
    /// @param tlsPort 0 if it has none
    public record NodeView(
            String name,
            String kind,
            String role,
            List<String> addresses,
            List<InterfaceView> interfaces,
            List<String> protocols,
            int plainPort,
            int tlsPort) {
        public NodeView {
            addresses = List.copyOf(addresses);
            interfaces = List.copyOf(interfaces);
            protocols = List.copyOf(protocols);
        }

        public static NodeView of(Plan.PlannedNode node) {
            return new NodeView(
                    node.name(),
                    node.kind().name().toLowerCase(Locale.ROOT),
                    node.role().name().toLowerCase(Locale.ROOT),
                    node.interfaces().stream()
                            .map(Plan.PlannedInterface::address)
                            .filter(Objects::nonNull)
                            .map(Inet4Address::getHostAddress)
                            .toList(),
                    node.interfaces().stream().map(InterfaceView::of).toList(),
                    node.protocols(),
                    node.plainPort(),
                    node.tlsPort());
        }
    }

    /// An interface of a node.
    ///
    /// @param address with the length of its prefix, as in `10.0.0.1/24`; null on a switch
    /// @param mtu the largest IP packet, in bytes
    public record InterfaceView(String name, String mac, @Nullable String address, int mtu) {
        static InterfaceView of(Plan.PlannedInterface planned) {
            Inet4Address address = planned.address();
            return new InterfaceView(
                    planned.name(),
                    mac(planned.mac()),
                    address == null
                            ? null
                            : address.getHostAddress() + "/" + planned.prefixLength(),
                    planned.mtu());
        }

        private static String mac(long mac) {
            return String.format(Locale.ROOT, "%012x", mac).replaceAll("..(?!$)", "$0:");
        }
    }

    public static LabView of(LiveLab lab) {
        return new LabView(
                lab.id(),
                lab.name(),
                lab.topology().name(),
                lab.isClosing() ? "closing" : "up",
                lab.since(),
                lab.plan().nodes().stream().map(NodeView::of).toList(),
                links(lab),
                lab.flows().stream().map(FlowStateView::inList).toList(),
                lab.hostProblems());
    }

    /// The links of a lab, in the plan's order.
    public static List<LinkView> links(LiveLab lab) {
        List<Plan.PlannedLink> planned = lab.plan().links();
        List<LinkState> states = lab.links();
        List<LinkReport> reports = lab.linkReports();
        List<LinkView> links = new ArrayList<>();
        for (int i = 0; i < planned.size(); i++) {
            links.add(LinkView.of(planned.get(i), states.get(i), reports.get(i)));
        }
        return links;
    }
}
