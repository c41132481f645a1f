package org.flowlab.sys.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes netlink messages, one after the other, into an array of its own (netlink(7),
/// rtnetlink(7)).
///
/// ```
///  0               1               2               3
/// +---------------+---------------+---------------+---------------+
/// |                       length, with header                     |
/// |             type              |             flags             |
/// |                           sequence                            |
/// |                        port (0: kernel)                       |
/// +---------------------------------------------------------------+
///   family's header, then attributes, each padded to 4:
/// +---------------+---------------+---------------+---------------+
/// |   length, with these 4 bytes  |      type (| F_NESTED)        |
/// |                             value                             |
/// ```
///
/// Numbers are in the machine's byte order. Not thread-safe.
final class MessageWriter {
    static final int HEADER = 16;
    private static final int ATTRIBUTE_HEADER = 4;

    private final ByteOrder order;
    private byte[] bytes = new byte[512];
    private ByteBuffer view;
    private int at;
    private int message;

    MessageWriter(ByteOrder order) {
        this.order = order;
        this.view = ByteBuffer.wrap(bytes).order(order);
    }

    /// Begins a message; [#end] ends it.
    MessageWriter begin(int type, int flags, int sequence) {
        message = at;
        reserve(HEADER);
        u32(0).u16(type).u16(flags).u32(sequence).u32(0);
        return this;
    }

    MessageWriter end() {
        view.putInt(message, at - message);
        pad();
        return this;
    }

    MessageWriter u8(int value) {
        reserve(1);
        bytes[at++] = (byte) value;
        return this;
    }

    MessageWriter u16(int value) {
        reserve(2);
        view.putShort(at, (short) value);
        at += 2;
        return this;
    }

    MessageWriter u32(int value) {
        reserve(4);
        view.putInt(at, value);
        at += 4;
        return this;
    }

    MessageWriter attribute(int type, byte[] value) {
        attributeHeader(type, value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
        at += value.length;
        pad();
        return this;
    }

    MessageWriter attribute(int type, int value) {
        attributeHeader(type, 4);
        return u32(value);
    }

    MessageWriter attribute8(int type, int value) {
        attributeHeader(type, 1);
        u8(value);
        pad();
        return this;
    }

    /// Writes a string with its terminating zero, as the kernel's own tools do.
    MessageWriter attribute(int type, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return attribute(type, Arrays.copyOf(text, text.length + 1));
    }

    /// Writes a MAC address of 48 bits, highest byte first.
    MessageWriter mac(int type, long mac) {
        byte[] value = new byte[6];
        for (int i = 0; i < 6; i++) {
            value[i] = (byte) (mac >>> (40 - 8 * i));
        }
        return attribute(type, value);
    }

    /// Begins an attribute that contains attributes.
    ///
    /// @return the argument for [#endNest]
    int nest(int type) {
        int start = at;
        attributeHeader(type, 0);
        return start;
    }

    MessageWriter endNest(int start) {
        view.putShort(start, (short) (at - start));
        return this;
    }

    private void attributeHeader(int type, int length) {
        u16(ATTRIBUTE_HEADER + length).u16(type);
    }

    private void pad() {
        int padded = (at + 3) & ~3;
        reserve(padded - at);
        while (at < padded) {
            bytes[at++] = 0;
        }
    }

    private void reserve(int more) {
        if (at + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + more));
            view = ByteBuffer.wrap(bytes).order(order);
        }
    }

    int size() {
        return at;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, at);
    }
}
