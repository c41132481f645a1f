package org.flowlab.wire.tcp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowlab.wire.Bytes;

/// One option of a TCP segment. Padding (kinds 0 and 1) is not kept.
public sealed interface TcpOption {

    /// The largest payload that the sender of the option accepts in a segment, RFC 9293 §3.7.1.
    record MaximumSegmentSize(int bytes) implements TcpOption {}

    /// The number of bits by which the sender's later windows are shifted, RFC 7323 §2.
    record WindowScale(int shift) implements TcpOption {}

    /// The statement that the sender understands [Sack], RFC 2018 §2.
    record SackPermitted() implements TcpOption {}

    /// Selective acknowledgement, RFC 2018 §3.
    record Sack(List<Block> blocks) implements TcpOption {
        public Sack {
            blocks = List.copyOf(blocks);
        }
    }

    /// A block of received bytes: from the sequence number `left` to the one before `right`.
    record Block(long left, long right) {}

    /// The sender's timestamp and the last timestamp that it received, RFC 7323 §3.
    record Timestamps(long value, long echo) implements TcpOption {}

    /// An option of another kind, or one whose length is wrong for its kind.
    ///
    /// @param data the bytes after kind and length
    record Unknown(int kind, byte[] data) implements TcpOption {
        @Override
        public boolean equals(Object other) {
            return other instanceof Unknown u && kind == u.kind && Arrays.equals(data, u.data);
        }

        @Override
        public int hashCode() {
            return kind * 31 + Arrays.hashCode(data);
        }
    }

    int END = 0;
    int NO_OPERATION = 1;
    int WINDOW_SCALE = 3;
    int SACK_PERMITTED = 4;
    int TIMESTAMPS = 8;

    // Sizes in bytes, with kind and length.
    int WINDOW_SCALE_BYTES = 3;
    int SACK_PERMITTED_BYTES = 2;
    int TIMESTAMPS_BYTES = 10;

    /// Parses the options in `b[at, at + length)`. It stops at the end-of-options mark, or at an
    /// option with an impossible length.
    static List<TcpOption> parse(byte[] b, int at, int length) {
        List<TcpOption> options = new ArrayList<>();
        int end = at + length;
        int i = at;
        while (i < end && Bytes.u8(b, i) != END) {
            int kind = Bytes.u8(b, i);
            if (kind == NO_OPERATION) {
                i++;
                continue;
            }
            if (i + 2 > end || Bytes.u8(b, i + 1) < 2 || i + Bytes.u8(b, i + 1) > end) {
                break;
            }
            int size = Bytes.u8(b, i + 1);
            options.add(one(kind, b, i + 2, size - 2));
            i += size;
        }
        return options;
    }

    private static TcpOption one(int kind, byte[] b, int at, int length) {
        if (kind == 2 && length == 2) {
            return new MaximumSegmentSize(Bytes.u16(b, at));
        }
        if (kind == 3 && length == 1) {
            return new WindowScale(Bytes.u8(b, at));
        }
        if (kind == 4 && length == 0) {
            return new SackPermitted();
        }
        if (kind == 5 && length >= 8 && length % 8 == 0) {
            List<Block> blocks = new ArrayList<>(length / 8);
            for (int i = at; i < at + length; i += 8) {
                blocks.add(new Block(Bytes.u32(b, i), Bytes.u32(b, i + 4)));
            }
            return new Sack(blocks);
        }
        if (kind == 8 && length == 8) {
            return new Timestamps(Bytes.u32(b, at), Bytes.u32(b, at + 4));
        }
        return new Unknown(kind, Arrays.copyOfRange(b, at, at + length));
    }

    /// The option's length in bytes, with kind and length.
    default int length() {
        return switch (this) {
            case MaximumSegmentSize _ -> 4;
            case WindowScale _ -> 3;
            case SackPermitted _ -> 2;
            case Sack sack -> 2 + 8 * sack.blocks().size();
            case Timestamps _ -> 10;
            case Unknown unknown -> 2 + unknown.data().length;
        };
    }

    /// Writes [#length] bytes from `b[at]` on.
    ///
    /// @return the index after the last byte written
    default int emit(byte[] b, int at) {
        Bytes.put8(b, at + 1, length());
        switch (this) {
            case MaximumSegmentSize mss -> {
                Bytes.put8(b, at, 2);
                Bytes.put16(b, at + 2, mss.bytes());
            }
            case WindowScale scale -> {
                Bytes.put8(b, at, 3);
                Bytes.put8(b, at + 2, scale.shift());
            }
            case SackPermitted _ -> Bytes.put8(b, at, 4);
            case Sack sack -> {
                Bytes.put8(b, at, 5);
                int next = at + 2;
                for (Block block : sack.blocks()) {
                    Bytes.put32(b, next, block.left());
                    Bytes.put32(b, next + 4, block.right());
                    next += 8;
                }
            }
            case Timestamps stamps -> {
                Bytes.put8(b, at, 8);
                Bytes.put32(b, at + 2, stamps.value());
                Bytes.put32(b, at + 6, stamps.echo());
            }
            case Unknown unknown -> {
                Bytes.put8(b, at, unknown.kind());
                System.arraycopy(unknown.data(), 0, b, at + 2, unknown.data().length);
            }
        }
        return at + length();
    }
}
