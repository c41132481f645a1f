package org.flowlab.dissect;

/// One message of one conversation, with the times of its passage.
///
/// @param fromClient whether the conversation's client sent it
/// @param ordinal its number among the messages of this conversation and direction, from 0
/// @param sentNanos the first transmission of its last byte entered the wire; frames that were lost
///   count
/// @param arrivedNanos the message was complete at the receiver: the transmission that completed it
///   left the wire
/// @param transmissions how often its last byte was sent, at least 1
public record Message(
        Conversation conversation,
        boolean fromClient,
        int ordinal,
        Content content,
        long sentNanos,
        long arrivedNanos,
        int transmissions) {}
