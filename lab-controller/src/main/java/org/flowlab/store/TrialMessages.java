package org.flowlab.store;

import java.util.List;
import org.flowlab.dissect.Message;

/// Some of the messages of a stored trial.
///
/// @param beginNanos when the trial began, on the messages' clock
/// @param from the number of the first message in the list, from 1
/// @param total how many messages the trial has
public record TrialMessages(long beginNanos, long from, long total, List<Message> messages) {
    public TrialMessages {
        messages = List.copyOf(messages);
    }
}
