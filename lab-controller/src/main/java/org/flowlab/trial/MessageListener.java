package org.flowlab.trial;

import java.util.List;
import org.flowlab.dissect.Message;

/// Receives the messages of trials while they run.
public interface MessageListener {
    /// Nobody listens.
    MessageListener NONE =
            new MessageListener() {
                @Override
                public boolean listens() {
                    return false;
                }

                @Override
                public void messages(List<Message> fresh) {}
            };

    /// Whether messages are wanted. It is asked when a trial begins.
    boolean listens();

    /// Takes messages that were not reported before, in the order in which they arrived. It is
    /// called by one thread at a time, and should return soon.
    void messages(List<Message> fresh);
}
