package org.flowlab.app;

import java.util.Map;

/// Which controller the commands speak to, and what shows that they may.
///
/// @param url empty for the usual address on this machine
/// @param token empty if there is none
/// @param files in which the controllers of this user are found
record Access(String url, String token, RuntimeFiles files) {
    static Access of(Map<String, String> environment) {
        return new Access(
                environment.getOrDefault("LAB_URL", "").strip(),
                environment.getOrDefault("LAB_TOKEN", "").strip(),
                RuntimeFiles.ofThisUser(environment));
    }
}
