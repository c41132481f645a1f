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
        String cut =
                text.length() <= MOST_CHARACTERS
                        ? text
                        : text.substring(0, MOST_CHARACTERS - 1) + "…";
        StringBuilder clean = new StringBuilder(cut.length());
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            clean.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return clean.toString();
    }
}
