package org.flowlab.wire.spdy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.flowlab.wire.Bytes;

/// Frames of one direction of a session, for tests.
public final class SpdyWriter implements AutoCloseable {
    private final Deflater deflater = new Deflater(9);

    public SpdyWriter() {
        deflater.setDictionary(SpdyDictionary.bytes());
    }

    /// @param headers names and values by turns
    public byte[] synStream(int streamId, boolean fin, String... headers) {
        byte[] head = new byte[10];
        Bytes.put32(head, 0, streamId);
        return control(SpdyHeader.SYN_STREAM, fin ? 1 : 0, head, block(headers));
    }

    public byte[] synReply(int streamId, boolean fin, String... headers) {
        byte[] head = new byte[4];
        Bytes.put32(head, 0, streamId);
        return control(SpdyHeader.SYN_REPLY, fin ? 1 : 0, head, block(headers));
    }

    public byte[] headers(int streamId, boolean fin, String... headers) {
        byte[] head = new byte[4];
        Bytes.put32(head, 0, streamId);
        return control(SpdyHeader.HEADERS, fin ? 1 : 0, head, block(headers));
    }

    public static byte[] rstStream(int streamId, int status) {
        byte[] body = new byte[8];
        Bytes.put32(body, 0, streamId);
        Bytes.put32(body, 4, status);
        return control(SpdyHeader.RST_STREAM, 0, body, new byte[0]);
    }

    public static byte[] data(int streamId, boolean fin, byte[] bytes) {
        byte[] frame = new byte[SpdyHeader.BYTES + bytes.length];
        new SpdyHeader(0, SpdyHeader.DATA, streamId, fin ? 1 : 0, bytes.length).emit(frame, 0);
        System.arraycopy(bytes, 0, frame, SpdyHeader.BYTES, bytes.length);
        return frame;
    }

    public static byte[] control(int type, int flags, byte[] head, byte[] block) {
        int length = head.length + block.length;
        byte[] frame = new byte[SpdyHeader.BYTES + length];
        new SpdyHeader(3, type, 0, flags, length).emit(frame, 0);
        System.arraycopy(head, 0, frame, SpdyHeader.BYTES, head.length);
        System.arraycopy(block, 0, frame, SpdyHeader.BYTES + head.length, block.length);
        return frame;
    }

    public byte[] block(String... headers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        number(out, headers.length / 2);
        for (String text : headers) {
            number(out, text.length());
            out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return deflate(out.toByteArray());
    }

    public byte[] deflate(byte[] plain) {
        deflater.setInput(plain);
        byte[] buffer = new byte[plain.length + 1024];
        int n = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(buffer, n);
    }

    private static void number(ByteArrayOutputStream out, int value) {
        byte[] bytes = new byte[4];
        Bytes.put32(bytes, 0, value);
        out.writeBytes(bytes);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
