package org.flowlab.web;

import java.util.logging.Logger;

/// Vert.x' own log. If no other backend is chosen, it goes to `java.util.logging`, whose default is
/// the terminal, in the middle of the program's own output.
final class VertxLog {
    /// Kept, because a logger that nobody holds is forgotten with its settings.
    private static final Logger ROOT = Logger.getLogger("io.vertx");

    private VertxLog() {}

    static void keepOffTheTerminal() {
        ROOT.setUseParentHandlers(false);
    }
}
