package org.flowlab.app;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flowlab.view.FlowStateView;
import org.flowlab.view.LabItem;
import org.flowlab.view.LabView;
import org.flowlab.view.LinkView;

/// Labs that live as lines of text.
final class LabTables {
    private final Paint paint;

    LabTables(Paint paint) {
        this.paint = paint;
    }

    /// A line for each lab.
    List<String> labs(List<LabItem> labs, Instant now) {
        if (labs.isEmpty()) {
            return List.of("no lab is up; deploy one: ./lab deploy topologies/three-tier.yaml");
        }
        Table table = new Table().row("lab", "topology", "nodes", "links", "flows", "up for");
        for (LabItem lab : labs) {
            table.row(
                    paint.bold(lab.name()),
                    lab.topology(),
                    Integer.toString(lab.nodes()),
                    Integer.toString(lab.links()),
                    Integer.toString(lab.flows()),
                    lab.state().equals("up") ? age(lab.since(), now) : lab.state());
        }
        return table.lines();
    }

    private static String age(Instant since, Instant now) {
        Duration age = Duration.between(since, now);
        if (age.toHours() > 0) {
            return age.toHours() + "h " + age.toMinutesPart() + "m";
        }
        return age.toMinutes() > 0
                ? age.toMinutes() + "m " + age.toSecondsPart() + "s"
                : Math.max(0, age.toSeconds()) + "s";
    }

    /// One lab: its nodes, its links and its flows.
    List<String> lab(LabView lab, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(
                paint.bold(lab.name())
                        + "  "
                        + lab.topology()
                        + (lab.state().equals("up")
                                ? ", up for " + age(lab.since(), now)
                                : ", " + lab.state()));
        lines.add("");
        lines.addAll(nodes(lab.nodes()));
        lines.add("");
        lines.addAll(links(lab.links()));
        if (!lab.flows().isEmpty()) {
            lines.add("");
            lines.addAll(flows(lab.flows()));
        }
        lab.hostProblems().forEach(problem -> lines.add(paint.lost(problem)));
        return lines;
    }

    private static List<String> nodes(List<LabView.NodeView> nodes) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("node", "kind", "interfaces", "protocols"));
        for (LabView.NodeView node : nodes) {
            rows.add(
                    List.of(
                            node.name(),
                            node.kind().equals(node.role())
                                    ? node.kind()
                                    : node.kind() + " as " + node.role(),
                            node.interfaces().stream()
                                    .map(LabTables::words)
                                    .collect(Collectors.joining(", ")),
                            String.join(", ", node.protocols())));
        }
        return left(rows);
    }

    private static String words(LabView.InterfaceView i) {
        return i.address() == null ? i.name() : i.name() + " " + i.address();
    }

    /// A line for each link: what it does to frames, and what it carried.
    List<String> links(List<LinkView> links) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("link", "ends", "state", "there", "back", "carried", "dropped"));
        for (LinkView link : links) {
            LinkView.DirectionView there = link.counters().forward();
            LinkView.DirectionView back = link.counters().reverse();
            rows.add(
                    List.of(
                            link.name(),
                            String.join(" -> ", link.ends()),
                            link.up() ? "up" : paint.lost("cut"),
                            words(link.forward()),
                            link.reverse().equals(link.forward())
                                    ? "the same"
                                    : words(link.reverse()),
                            Words.count(there.delivered() + back.delivered(), "frame"),
                            Long.toString(dropped(there) + dropped(back))));
        }
        return left(rows);
    }

    private static String words(Map<String, Object> tc) {
        return tc.isEmpty()
                ? "no delay"
                : tc.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(" "));
    }

    private static long dropped(LinkView.DirectionView direction) {
        return direction.drops().values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<String> flows(List<FlowStateView> flows) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("flow", "", "state"));
        for (FlowStateView flow : flows) {
            String state =
                    flow.state().equals("queued") && flow.place() > 0
                            ? "queued, " + flow.place() + " before it"
                            : flow.state();
            rows.add(
                    List.of(
                            flow.id(),
                            flow.flow(),
                            flow.failure().isEmpty() ? state : state + ": " + flow.failure()));
        }
        return left(rows);
    }

    private static List<String> left(List<List<String>> rows) {
        return Table.flushLeft(rows);
    }
}
