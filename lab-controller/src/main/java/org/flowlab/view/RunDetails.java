package org.flowlab.view;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A run with its description, for JSON.
///
/// @param description what its `run.json` says; empty if that cannot be read
public record RunDetails(RunItem run, Map<String, Object> description) {
    public RunDetails {
        Map<String, Object> now = new LinkedHashMap<>(description);
        if (run.state().equals("running")) {
            // the file says what is true if the process is killed
            now.replace("status", "running");
        }
        description = Collections.unmodifiableMap(now);
    }
}
