package org.flowlab.dissect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Records the calls of a reassembler, one line each: `0 SYN`, `0 c data 0 hello`.
final class TcpRecorder implements TcpListener {
    final List<String> lines = new ArrayList<>();
    final Map<Handshake, Passage> handshakes = new HashMap<>();
    final Map<Boolean, Passage> fins = new HashMap<>();

    /// The passage of the last byte of each call of data, by its stream offset.
    final TreeMap<Long, Passage> clientPassages = new TreeMap<>();

    final TreeMap<Long, Passage> serverPassages = new TreeMap<>();
    final Map<Integer, StringBuilder> clientBytes = new HashMap<>();
    final Map<Integer, StringBuilder> serverBytes = new HashMap<>();

    static TcpReassembler reassembler(TcpRecorder recorder) {
        return new TcpReassembler(recorder);
    }

    private static String side(TcpConnection connection, boolean fromClient) {
        return connection.id() + (fromClient ? " c " : " s ");
    }

    @Override
    public void ignored(
            TcpConnection connection,
            boolean fromClient,
            int flags,
            int bytes,
            Refusal why,
            Passage passage) {
        lines.add(side(connection, fromClient) + "ignored " + why);
    }

    @Override
    public void handshake(TcpConnection connection, Handshake part, Passage passage) {
        lines.add(connection.id() + " " + part);
        handshakes.put(part, passage);
    }

    @Override
    public void data(
            TcpConnection connection,
            boolean fromClient,
            byte[] buffer,
            int offset,
            int length,
            long streamOffset) {
        String text = new String(buffer, offset, length, StandardCharsets.ISO_8859_1);
        lines.add(side(connection, fromClient) + "data " + streamOffset + " " + text);
        (fromClient ? clientPassages : serverPassages)
                .put(
                        streamOffset + length - 1,
                        connection.passage(fromClient, streamOffset + length - 1));
        (fromClient ? clientBytes : serverBytes)
                .computeIfAbsent(connection.id(), _ -> new StringBuilder())
                .append(text);
    }

    @Override
    public void gap(TcpConnection connection, boolean fromClient, long streamOffset, long length) {
        lines.add(side(connection, fromClient) + "gap " + streamOffset + "+" + length);
    }

    @Override
    public void fin(TcpConnection connection, boolean fromClient, Passage passage) {
        lines.add(side(connection, fromClient) + "fin");
        fins.put(fromClient, passage);
    }

    @Override
    public void reset(TcpConnection connection, boolean fromClient, Passage passage) {
        lines.add(side(connection, fromClient) + "reset");
    }

    @Override
    public void closed(TcpConnection connection, Closing why) {
        lines.add(connection.id() + " closed " + why);
    }
}
