package org.flowlab.view;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flowlab.service.LiveLab;

/// Where a node's network namespace is, for JSON. Whoever gets it can enter the namespace only with
/// the rights that the kernel demands.
///
/// @param pid the controller's process
/// @param path the file that stands for the namespace while the lab is up, as nsenter(1) takes it
/// @param hosts the lab's names as the node knows them: dotted addresses by name
public record NamespaceView(long pid, String path, SortedMap<String, String> hosts) {
    public NamespaceView {
        hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
    }

    /// @throws org.flowlab.service.NotFoundException if there is no such node
    /// @throws org.flowlab.yaml.InputException if the node has no namespace
    public static NamespaceView of(LiveLab lab, String node) {
        String path = lab.namespace(node).toString();
        return new NamespaceView(
                ProcessHandle.current().pid(), path, new TreeMap<>(lab.plan().node(node).hosts()));
    }
}
