package org.flowlab.sys;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowlab.sys.netlink.RouteTcp;
import org.jspecify.annotations.Nullable;

/// Gives the namespaces of one lab's nodes their kernel settings, and writes only those that have
/// another value yet.
///
/// All new namespaces of a lab start alike, so one of them is read. What a new namespace does not
/// inherit from the machine is even the same for each lab, and is read only once in this process.
/// Not thread-safe.
final class SettingsWriter {
    private static final List<String> INHERITED =
            NodeSettings.ofNodes().keySet().stream().filter(NodeSettings::isInherited).toList();
    private static final List<String> CONSTANT =
            NodeSettings.ofNodes().keySet().stream().filter(k -> !INHERITED.contains(k)).toList();

    /// The values of [#CONSTANT] in each new namespace; null before the first is read.
    private static volatile @Nullable Map<String, String> constants;

    private @Nullable Map<String, String> fresh;

    /// What is written to new namespaces, by what decides it.
    private final Map<Kind, Change> changes = new HashMap<>();

    /// The congestion controls that the kernel does not let new namespaces choose.
    private final Set<String> restricted = new HashSet<>();

    private record Kind(boolean forwards, Map<String, String> sysctls) {}

    /// @param values the settings to write
    /// @param congestion the congestion control to set; null if the namespace has it
    private record Change(Map<String, String> values, @Nullable String congestion) {}

    /// Writes the settings of a node in the calling thread's namespace, which must be new.
    ///
    /// @return the TCP settings that the node's routes must have
    RouteTcp setNew(NodeSetup setup) {
        Map<String, String> now = fresh == null ? readNew() : fresh;
        fresh = now;
        Kind kind = new Kind(setup.forwards(), setup.sysctls());
        Change change = changes.computeIfAbsent(kind, k -> change(setup, now));
        String congestion = change.congestion;
        if (congestion == null || restricted.contains(congestion)) {
            Sysctls.write(change.values, setup.where());
            return new RouteTcp(setup.initialWindow(), congestion);
        }
        RouteTcp tcp = write(change, setup);
        if (tcp.congestion() != null) {
            restricted.add(congestion);
        }
        return tcp;
    }

    /// The same in a namespace that others may have changed.
    static RouteTcp setForeign(NodeSetup setup) {
        return write(change(setup, Sysctls.read(NodeSettings.of(setup).keySet())), setup);
    }

    private static Map<String, String> readNew() {
        Map<String, String> known = constants;
        if (known == null) {
            known = Sysctls.read(CONSTANT);
            constants = known;
        }
        Map<String, String> all = new HashMap<>(known);
        all.putAll(Sysctls.read(INHERITED));
        return all;
    }

    /// @param current the values that the settings have now
    private static Change change(NodeSetup setup, Map<String, String> current) {
        Map<String, String> wanted = NodeSettings.of(setup);
        String congestion = wanted.remove(NodeSettings.CONGESTION);
        boolean isSet =
                congestion == null || congestion.equals(current.get(NodeSettings.CONGESTION));
        Map<String, String> differing = Sysctls.differing(wanted, current);
        setup.sysctls()
                .forEach(
                        (key, value) -> {
                            if (wanted.containsKey(key) && !current.containsKey(key)) {
                                differing.put(key, value); // the write reports the error
                            }
                        });
        return new Change(differing, isSet ? null : congestion);
    }

    private static RouteTcp write(Change change, NodeSetup setup) {
        Sysctls.write(change.values, setup.where());
        String congestion = change.congestion;
        return new RouteTcp(
                setup.initialWindow(),
                congestion == null ? null : Congestion.set(congestion, setup.where()));
    }
}
