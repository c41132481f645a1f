package org.flowlab.view;

import java.time.Instant;
import org.flowlab.service.LiveLab;

/// A lab of the controller's list, for JSON: what can be said without asking its wire.
///
/// @param id unique in the controller's process: `lab1`, `lab2` …
/// @param name unique among the labs that are up
/// @param topology the topology's name
/// @param state `up` or `closing`
/// @param since when it was up
/// @param nodes the number of nodes
/// @param links the number of links
/// @param flows the number of flows that wait, run, or ended last
public record LabItem(
        String id,
        String name,
        String topology,
        String state,
        Instant since,
        int nodes,
        int links,
        int flows) {

    public static LabItem of(LiveLab lab) {
        return new LabItem(
                lab.id(),
                lab.name(),
                lab.topology().name(),
                lab.isClosing() ? "closing" : "up",
                lab.since(),
                lab.plan().nodes().size(),
                lab.plan().links().size(),
                lab.flows().size());
    }
}
