package org.flowlab.dissect;

/// One message of one conversation, with the times of its passage.
///
/// @param fromClient whether the conversation's client sent it
/// @param ordinal its number among the messages of this conversation and direction, from 0
public record Message(
        Conversation conversation,
        boolean fromClient,
        int ordinal,
        Content content,
        Passage passage) {}
