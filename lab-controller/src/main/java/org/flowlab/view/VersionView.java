package org.flowlab.view;

import java.util.Map;
import org.flowlab.store.Machine;

/// The controller's versions and machine, for JSON.
///
/// @param machine architecture, processor and number of cores, by name
public record VersionView(
        String flowlab, String commit, String java, String kernel, Map<String, Object> machine) {
    public VersionView {
        machine = Map.copyOf(machine);
    }

    public static VersionView ofThis() {
        Map<String, Object> facts = Machine.facts();
        return new VersionView(
                word(facts, "flowlab"),
                word(facts, "commit"),
                word(facts, "java"),
                word(facts, "kernel"),
                Map.of(
                        "architecture", word(facts, "architecture"),
                        "cpu", word(facts, "cpu"),
                        "cores", Runtime.getRuntime().availableProcessors()));
    }

    private static String word(Map<String, Object> facts, String key) {
        return String.valueOf(facts.get(key));
    }
}
