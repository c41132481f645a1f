package org.flowlab.view;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A run with its description, for JSON.
///
/// @param description what its `run.json` says; empty if that cannot be read
public record RunDetails(RunItem run, Map<String, Object> description) {
    public RunDetails {
        description = Collections.unmodifiableMap(new LinkedHashMap<>(description));
    }
}
