package org.flowlab.dissect;

/// What all connections of a [TcpReassembler] hold together, and what had to be given up.
final class TcpBudget {
    /// Slots of all indexes of sendings, about 30 bytes each.
    private static final long MAX_SLOTS = 1 << 21;

    final TcpReassembler.Limits limits;
    private long bufferedBytes;
    private long slots;
    long conflictingBytes;
    long gapBytes;
    long forcedGaps;
    long forgottenSendings;

    TcpBudget(TcpReassembler.Limits limits) {
        this.limits = limits;
    }

    /// Bytes came to wait, or no longer do.
    void buffered(long change) {
        bufferedBytes += change;
    }

    boolean bufferIsFull() {
        return bufferedBytes > limits.totalBufferedBytes();
    }

    long bufferedBytes() {
        return bufferedBytes;
    }

    /// Asks for `count` more slots.
    boolean takeSlots(int count) {
        if (slots + count > MAX_SLOTS) {
            return false;
        }
        slots += count;
        return true;
    }

    void giveSlots(int count) {
        slots -= count;
    }
}
