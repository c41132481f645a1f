package org.flowlab.observe;

import org.flowlab.dissect.Message;
import org.flowlab.flow.Sighting;

/// The message with which something that may be a step is complete, in one view.
///
/// @param stream SPDY stream, 0 otherwise
/// @param label fit to be printed: no control characters, of bounded length
record Moment(Sighting.Kind kind, int stream, String label, Message message) {
    private static final int LABEL_LENGTH = 100;

    Moment {
        label = printable(label);
    }

    /// Labels hold what came from the wire, and end up on terminals.
    private static String printable(String text) {
        String cut =
                text.length() <= LABEL_LENGTH ? text : text.substring(0, LABEL_LENGTH - 1) + "…";
        StringBuilder clean = new StringBuilder(cut.length());
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            clean.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return clean.toString();
    }
}
