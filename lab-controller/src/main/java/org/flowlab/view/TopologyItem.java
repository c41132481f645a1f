package org.flowlab.view;

import java.util.List;
import org.flowlab.service.Library;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topology;

/// A topology of the controller's list, for JSON.
///
/// @param name by which a request names it
/// @param title the topology's own name; empty if the file has problems
/// @param programs whether it has nodes that are users' programs (`kind: host`)
/// @param problems why the file cannot be used; empty if it can
public record TopologyItem(
        String name,
        String file,
        String title,
        int nodes,
        int links,
        boolean programs,
        List<String> problems) {

    public static TopologyItem of(Library.ListedTopology item) {
        Topology topology = item.topology();
        return new TopologyItem(
                item.name(),
                String.valueOf(item.file().getFileName()),
                topology == null ? "" : topology.name(),
                topology == null ? 0 : topology.nodes().size(),
                topology == null ? 0 : topology.links().size(),
                topology != null && !topology.named(Plan.Kind.HOST).isEmpty(),
                item.problems());
    }
}
