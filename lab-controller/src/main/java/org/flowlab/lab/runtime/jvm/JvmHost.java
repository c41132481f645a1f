package org.flowlab.lab.runtime.jvm;

import java.util.List;
import org.flowlab.lab.runtime.NodeHost;
import org.flowlab.lab.runtime.Place;
import org.flowlab.sys.Namespace;

/// Runs nodes in this JVM: a node is an event loop whose thread, and so every socket, lives in the
/// node's namespace.
public final class JvmHost implements NodeHost {
    @Override
    public List<Place> place(String lab, List<String> nodes) {
        return Namespace.createAll(nodes).stream().<Place>map(JvmPlace::new).toList();
    }
}
