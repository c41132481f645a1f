package org.flowlab.dissect;

/// One message of a conversation, with its passage over the wire.
///
/// @param fromClient whether the conversation's client sent it
/// @param ordinal its number among the messages of this conversation and direction, from 0
public record Message(
        Conversation conversation,
        boolean fromClient,
        int ordinal,
        Content content,
        Passage passage) {}
