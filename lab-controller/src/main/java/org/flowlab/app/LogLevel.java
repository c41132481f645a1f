package org.flowlab.app;

import java.util.List;
import org.flowlab.yaml.InputException;
import org.flowlab.yaml.Names;

/// How much of what happens is written to the log, on standard error.
final class LogLevel {
    private static final List<String> NAMES = List.of("error", "warn", "info", "debug");

    private LogLevel() {}

    /// Sets the level of this program's own loggers. A logger keeps the level that holds when it is
    /// made, so this comes before anything that logs.
    ///
    /// @throws InputException if there is no such level
    static void set(String level) {
        if (!NAMES.contains(level)) {
            throw new InputException(
                    "--log-level: \"" + level + "\" is not known" + Names.hint(level, NAMES));
        }
        System.setProperty("org.slf4j.simpleLogger.log.org.flowlab", level);
    }
}
