package org.flowlab.app;

import java.util.stream.Stream;
import org.flowlab.flow.Phase;

/// ANSI colours, or none.
record Paint(boolean colours) {
    private static final int RED = 31;

    /// The text in the source's colour for `phase`.
    String phase(Phase phase, String text) {
        return sgr(
                switch (phase) {
                    case PROXY -> 34;
                    case TUNNEL -> 35;
                    case ORIGIN -> 32;
                },
                text);
    }

    String lost(String text) {
        return sgr(RED, text);
    }

    String bold(String text) {
        return sgr(1, text);
    }

    String dim(String text) {
        return sgr(2, text);
    }

    /// As [#phase(Phase, String)], if `phase` is the id of one.
    String phase(String phase, String text) {
        return Stream.of(Phase.values())
                .filter(p -> p.id().equals(phase))
                .findFirst()
                .map(p -> phase(p, text))
                .orElse(text);
    }

    private String sgr(int code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
