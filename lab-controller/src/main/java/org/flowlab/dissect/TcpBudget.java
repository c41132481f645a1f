package org.flowlab.dissect;

/// What all connections of a [TcpReassembler] hold together, and counts of what was given up.
final class TcpBudget {
    /// Most slots in all indexes of sendings, about 30 bytes each.
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

    /// Adds `change` to the number of bytes that wait; it is negative if bytes no longer wait.
    void buffered(long change) {
        bufferedBytes += change;
    }

    boolean bufferIsFull() {
        return bufferedBytes > limits.totalBufferedBytes();
    }

    long bufferedBytes() {
        return bufferedBytes;
    }

    /// Reserves `count` more slots; false if there are too many.
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
