package org.flowlab.node.spdy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// The other end of a session, frame by frame over a blocking socket: it makes and reads its bytes
/// itself, so that it can break the protocol.
public final class ScriptedPeer implements AutoCloseable {
    public static final int DATA = 0;
    public static final int SYN_STREAM = 1;
    public static final int SYN_REPLY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int HEADERS = 8;
    public static final int WINDOW_UPDATE = 9;
    public static final int FIN = 1;

    private static final byte[] DICTIONARY = dictionary();

    /// @param streamId of DATA and of control frames that begin with one, else 0
    /// @param value the second word of a control frame that has two: status, delta; else 0
    public record Frame(int type, int flags, int streamId, int value, byte[] payload) {
        public boolean fin() {
            return (flags & FIN) != 0;
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final Deflater deflater = new Deflater();
    private final Inflater inflater = new Inflater();

    public ScriptedPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(25_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        deflater.setDictionary(DICTIONARY);
    }

    public static ScriptedPeer to(int port) throws IOException {
        return new ScriptedPeer(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /// A peer with a small receive buffer in the kernel.
    static ScriptedPeer slow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8_192);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new ScriptedPeer(socket);
    }

    public static ScriptedPeer accept(ServerSocket server) throws IOException {
        return new ScriptedPeer(server.accept());
    }

    // ── play ──

    public void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    public void control(int type, int flags, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(8 + payload.length);
        frame.putShort((short) 0x8003).putShort((short) type);
        frame.putInt(flags << 24 | payload.length).put(payload);
        raw(frame.array());
    }

    public void words(int type, int... words) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(4 * words.length);
        for (int word : words) {
            payload.putInt(word);
        }
        control(type, 0, payload.array());
    }

    public void data(int streamId, int flags, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(8 + payload.length);
        frame.putInt(streamId).putInt(flags << 24 | payload.length).put(payload);
        raw(frame.array());
    }

    public void synStream(int streamId, int flags, Map<String, String> headers) throws IOException {
        byte[] block = block(headers);
        ByteBuffer payload = ByteBuffer.allocate(10 + block.length);
        payload.putInt(streamId).putInt(0).putShort((short) 0).put(block);
        control(SYN_STREAM, flags, payload.array());
    }

    public void synReply(int streamId, int flags, Map<String, String> headers) throws IOException {
        byte[] block = block(headers);
        control(
                SYN_REPLY,
                flags,
                ByteBuffer.allocate(4 + block.length).putInt(streamId).put(block).array());
    }

    public void headers(int streamId, int flags, Map<String, String> headers) throws IOException {
        byte[] block = block(headers);
        control(
                HEADERS,
                flags,
                ByteBuffer.allocate(4 + block.length).putInt(streamId).put(block).array());
    }

    public void connect(int streamId) throws IOException {
        synStream(streamId, 0, head("CONNECT", "origin:443"));
    }

    /// The fields that every request has (SPDY/3.1 §3.2.1); `:host` names nobody.
    public static Map<String, String> head(String method, String path) {
        Map<String, String> head = new HashMap<>();
        head.put(":method", method);
        head.put(":path", path);
        head.put(":host", "o");
        head.put(":version", "HTTP/1.1");
        if (!method.equals("CONNECT")) {
            head.put(":scheme", "http");
        }
        return head;
    }

    public void windowUpdate(int streamId, int delta) throws IOException {
        words(WINDOW_UPDATE, streamId, delta);
    }

    public void initialWindow(int bytes) throws IOException {
        words(SETTINGS, 1, 7, bytes);
    }

    public byte[] block(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        DataOutputStream to = new DataOutputStream(plain);
        to.writeInt(headers.size());
        for (Map.Entry<String, String> header : headers.entrySet()) {
            byte[] name = header.getKey().getBytes(StandardCharsets.UTF_8);
            byte[] value = header.getValue().getBytes(StandardCharsets.UTF_8);
            to.writeInt(name.length);
            to.write(name);
            to.writeInt(value.length);
            to.write(value);
        }
        return deflate(plain.toByteArray());
    }

    public byte[] deflate(byte[] plain) {
        deflater.setInput(plain);
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        byte[] chunk = new byte[4096];
        int n;
        do {
            n = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
            block.write(chunk, 0, n);
        } while (n == chunk.length);
        return block.toByteArray();
    }

    // ── assert ──

    /// The next frame; null at the end of the connection.
    public Frame next() throws IOException {
        int first;
        try {
            first = in.readInt();
        } catch (EOFException | SocketException e) {
            return null;
        }
        int lengthAndFlags = in.readInt();
        byte[] payload = in.readNBytes(lengthAndFlags & 0xFF_FFFF);
        int flags = lengthAndFlags >>> 24;
        if (first >= 0) {
            return new Frame(DATA, flags, first, 0, payload);
        }
        assertThat(first >>> 16).as("version").isEqualTo(0x8003);
        int type = first & 0xFFFF;
        ByteBuffer words = ByteBuffer.wrap(payload);
        int streamId = payload.length >= 4 && type != SETTINGS ? words.getInt() : 0;
        boolean two = type == RST_STREAM || type == WINDOW_UPDATE || type == GOAWAY;
        return new Frame(type, flags, streamId, two ? words.getInt() : 0, payload);
    }

    /// The next frame of a type; those of other types before it are passed over.
    public Frame next(int type) throws IOException {
        while (true) {
            Frame frame = next();
            assertThat(frame).as("a frame of type " + type + " before the end").isNotNull();
            if (frame.type() == type) {
                return frame;
            }
        }
    }

    /// As [#next(int)], and a timeout once no frame at all comes for `millis`.
    public Frame next(int type, int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return next(type);
        } finally {
            socket.setSoTimeout(25_000);
        }
    }

    /// DATA of a stream until `bytes` have come, or FIN.
    public byte[] dataOf(int streamId, int bytes) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        while (got.size() < bytes) {
            Frame frame = next(DATA);
            assertThat(frame.streamId()).isEqualTo(streamId);
            got.write(frame.payload());
            if (frame.fin()) {
                break;
            }
        }
        return got.toByteArray();
    }

    /// Nothing of `type` comes for a while.
    public void expectNo(int type, int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            while (true) {
                Frame frame = next();
                assertThat(frame).as("connection open").isNotNull();
                assertThat(frame.type()).as("type of " + frame).isNotEqualTo(type);
            }
        } catch (SocketTimeoutException e) {
            // As it should be.
        } finally {
            socket.setSoTimeout(25_000);
        }
    }

    public void expectEnd() throws IOException {
        while (next() != null) {
            // What is still under way.
        }
    }

    public Map<String, String> headersOf(Frame frame) throws DataFormatException {
        int from = frame.type() == SYN_STREAM ? 10 : 4;
        inflater.setInput(frame.payload(), from, frame.payload().length - from);
        byte[] plain = new byte[65_536];
        int n = inflater.inflate(plain);
        if (n == 0 && inflater.needsDictionary()) {
            inflater.setDictionary(DICTIONARY);
            n = inflater.inflate(plain);
        }
        ByteBuffer block = ByteBuffer.wrap(plain, 0, n);
        Map<String, String> headers = new LinkedHashMap<>();
        for (int count = block.getInt(); count > 0; count--) {
            headers.put(text(block), text(block));
        }
        return headers;
    }

    private static String text(ByteBuffer block) {
        byte[] bytes = new byte[block.getInt()];
        block.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] dictionary() {
        try {
            Field field =
                    Class.forName("io.netty.handler.codec.spdy.SpdyCodecUtil")
                            .getDeclaredField("SPDY_DICT");
            field.setAccessible(true);
            return (byte[]) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        inflater.end();
        socket.close();
    }
}
