package org.flowlab.wire.pcapng;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.flowlab.wire.Bytes;

/// The part of a stream that is in memory and is being parsed. Indexes count from the window's
/// start.
final class InputWindow {
    private static final int FIRST_CAPACITY = 1 << 18;

    private final InputStream in;
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int start;
    private int end;
    private long passed;
    private boolean littleEndian;

    InputWindow(InputStream in) {
        this.in = in;
    }

    void littleEndian(boolean littleEndian) {
        this.littleEndian = littleEndian;
    }

    boolean isLittleEndian() {
        return littleEndian;
    }

    /// The place of the window's start in the stream, in bytes.
    long position() {
        return passed;
    }

    int available() {
        return end - start;
    }

    byte[] bytes() {
        return bytes;
    }

    /// The place of the window's start in [#bytes].
    int start() {
        return start;
    }

    /// Reads until `count` bytes are in the window.
    ///
    /// @return false if the stream ends before
    boolean has(int count) throws IOException {
        while (end - start < count) {
            if (start > 0 && bytes.length - start < count) {
                System.arraycopy(bytes, start, bytes, 0, end - start);
                end -= start;
                start = 0;
            }
            if (bytes.length < count) {
                // Grows with the bytes that arrive: a length field may be wrong.
                bytes = Arrays.copyOf(bytes, Math.min(count, Math.max(bytes.length, end) * 2));
            }
            int limit = bytes.length - end;
            if (limit == 0) {
                continue;
            }
            int read = in.read(bytes, end, limit);
            if (read < 0) {
                return false;
            }
            end += read;
        }
        return true;
    }

    /// Moves the window's start on by `count` bytes, which must be in the window.
    void pass(int count) {
        start += count;
        passed += count;
        if (start == end) {
            start = 0;
            end = 0;
        }
    }

    /// Moves the window's start on by `count` bytes, and reads those that are not in the window.
    ///
    /// @return false if the stream ends before
    boolean skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            if (!has(1)) {
                return false;
            }
            int step = (int) Math.min(left, available());
            pass(step);
            left -= step;
        }
        return true;
    }

    int u8(int at) {
        return bytes[start + at] & 0xff;
    }

    int u16(int at) {
        int big = Bytes.u16(bytes, start + at);
        return littleEndian ? Short.reverseBytes((short) big) & 0xffff : big;
    }

    int i32(int at) {
        int big = Bytes.i32(bytes, start + at);
        return littleEndian ? Integer.reverseBytes(big) : big;
    }

    long u32(int at) {
        return i32(at) & 0xffff_ffffL;
    }

    long i64(int at) {
        long big = Bytes.i64(bytes, start + at);
        return littleEndian ? Long.reverseBytes(big) : big;
    }
}
