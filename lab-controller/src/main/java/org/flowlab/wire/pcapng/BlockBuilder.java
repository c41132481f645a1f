package org.flowlab.wire.pcapng;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Builds one block after another, in little-endian byte order.
final class BlockBuilder {
    private static final int MAX_OPTION = 0xffff;

    private ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    BlockBuilder start(int type) {
        bytes.clear();
        return u32(type).u32(0);
    }

    private BlockBuilder room(int length) {
        if (bytes.remaining() < length) {
            int capacity = Math.max(bytes.capacity() * 2, bytes.position() + length);
            ByteBuffer grown = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
            bytes = grown.put(bytes.flip());
        }
        return this;
    }

    BlockBuilder u16(int value) {
        room(2).bytes.putShort((short) value);
        return this;
    }

    BlockBuilder u32(int value) {
        room(4).bytes.putInt(value);
        return this;
    }

    BlockBuilder u64(long value) {
        room(8).bytes.putLong(value);
        return this;
    }

    /// Adds bytes, then zeros up to a multiple of 4 bytes.
    BlockBuilder padded(byte[] b, int offset, int length) {
        int padding = Pcapng.padded(length) - length;
        room(length + padding).bytes.put(b, offset, length);
        for (int i = 0; i < padding; i++) {
            bytes.put((byte) 0);
        }
        return this;
    }

    BlockBuilder option(int code, byte[] value) {
        return u16(code).u16(value.length).padded(value, 0, value.length);
    }

    /// Adds a text option, cut to the 65,535 bytes that an option can hold. Adds nothing if the
    /// text is empty.
    BlockBuilder option(int code, String text) {
        if (text.isEmpty()) {
            return this;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int length = utf8.length;
        if (length > MAX_OPTION) {
            length = MAX_OPTION;
            while (length > 0 && (utf8[length] & 0xc0) == 0x80) {
                length--;
            }
            utf8 = Arrays.copyOf(utf8, length);
        }
        return option(code, utf8);
    }

    BlockBuilder endOfOptions() {
        return u32(0);
    }

    /// Ends the block and returns all of it. The bytes are valid until the next block is started.
    ByteBuffer end() {
        int length = bytes.position() + 4;
        u32(length);
        bytes.putInt(4, length);
        return bytes.flip();
    }
}
