package org.flowlab.wire.tcp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowlab.wire.Bytes;

/// One option of a segment. Padding (kinds 0 and 1) is not kept.
public sealed interface TcpOption {

    /// RFC 9293 §3.7.1
    record MaximumSegmentSize(int bytes) implements TcpOption {}

    /// RFC 7323 §2
    record WindowScale(int shift) implements TcpOption {}

    /// RFC 2018 §2
    record SackPermitted() implements TcpOption {}

    /// RFC 2018 §3
    record Sack(List<Block> blocks) implements TcpOption {
        public Sack {
            blocks = List.copyOf(blocks);
        }
    }

    /// A block that was received: from the sequence number `left` up to, not including, `right`.
    record Block(long left, long right) {}

    /// RFC 7323 §3
    record Timestamps(long value, long echo) implements TcpOption {}

    /// An option without a name here, or one whose length is not what its kind has.
    ///
    /// @param data without kind and length
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

    // Sizes, kind and length included.
    int WINDOW_SCALE_BYTES = 3;
    int SACK_PERMITTED_BYTES = 2;
    int TIMESTAMPS_BYTES = 10;

    /// Reads `b[at, at + length)`: stops at the end-of-options mark, or at an option whose length
    /// cannot be.
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

    /// Bytes that it takes, kind and length included.
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
    /// @return the index behind them
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
