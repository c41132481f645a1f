package org.flowlab.dissect;

import java.util.function.Consumer;

/// Reports the messages of one conversation, numbered per direction.
final class Teller {
    private final Consumer<Message> messages;
    private final Conversation conversation;
    private int fromClientCount;
    private int fromServerCount;

    Teller(Consumer<Message> messages, Conversation conversation) {
        this.messages = messages;
        this.conversation = conversation;
    }

    Conversation conversation() {
        return conversation;
    }

    void tell(boolean fromClient, Content content, Passage passage) {
        int ordinal = fromClient ? fromClientCount++ : fromServerCount++;
        messages.accept(new Message(conversation, fromClient, ordinal, content, passage));
    }
}
