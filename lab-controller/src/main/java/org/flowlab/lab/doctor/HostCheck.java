package org.flowlab.lab.doctor;

import java.util.List;

/// Whether one way to run nodes works here.
///
/// @param host what `--host` takes
/// @param problems what is in the way, each with its remedy; empty if it works
public record HostCheck(String host, List<String> problems) {
    public HostCheck {
        problems = List.copyOf(problems);
    }

    public boolean works() {
        return problems.isEmpty();
    }
}
