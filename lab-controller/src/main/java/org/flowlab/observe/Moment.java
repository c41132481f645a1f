package org.flowlab.observe;

import org.flowlab.dissect.Message;
import org.flowlab.flow.Sighting;
import org.flowlab.flow.Spoken;

/// A message that completes what may be a step, in one view of its session.
record Moment(Sighting.Kind kind, Spoken spoken, Message message) {
    private static final int MOST_CHARACTERS = 100;

    /// Makes text from the wire safe for a terminal: cuts it to 100 characters and replaces control
    /// characters.
    static String printable(String text) {
        return WireText.of(text, MOST_CHARACTERS);
    }
}
