package org.flowlab.lab.runtime;

import java.util.List;

/// A way to run client, proxy and origin nodes. Thread-safe.
public interface NodeHost {
    /// Makes a place for each node, all of them at once. If one cannot be made, none is left.
    ///
    /// @param lab the name of the lab that the nodes belong to, for people
    /// @param nodes the nodes' names
    /// @return the places, in the order of `nodes`
    /// @throws org.flowlab.sys.UnsupportedMachineException if the machine does not let this process
    List<Place> place(String lab, List<String> nodes);
}
