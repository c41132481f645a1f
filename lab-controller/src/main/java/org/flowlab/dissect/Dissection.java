package org.flowlab.dissect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.flowlab.wire.tls.TlsRecord;
import org.jspecify.annotations.Nullable;

/// State that the layers of one dissection share: the consumer of messages, the keys, the
/// numbering, and the memory bounds.
final class Dissection {
    /// Most bytes of records that wait for keys, in one session and in all sessions.
    static final long MAX_WAITING_OF_ONE = 4 << 20;

    static final long MAX_WAITING = 64 << 20;

    /// Most bytes of messages that are not complete yet, in all layers of all connections.
    private static final long MAX_PARTIAL = 64 << 20;

    /// Most layers on top of each other; bytes above them are opaque.
    static final int MAX_DEPTH = 24;

    private static final int SCRATCH_BYTES = TlsRecord.HEADER_BYTES + TlsRecord.MAX_LENGTH;
    private static final int MAX_SPARE = 64;

    final KeyLog keys = new KeyLog();
    private final Consumer<Message> messages;
    private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
    private final LinkedHashSet<TlsBacklog> waiting = new LinkedHashSet<>();
    private final Map<String, List<TlsBacklog>> waitingFor = new HashMap<>();
    private long waitingBytes;
    private long partialBytes;
    private int conversations;

    Dissection(Consumer<Message> messages) {
        this.messages = messages;
    }

    Teller teller(Carriage carriage, Conversation.Protocol protocol) {
        return teller(carriage, protocol, carriage.clientRandom());
    }

    Teller teller(Carriage carriage, Conversation.Protocol protocol, String clientRandom) {
        return new Teller(
                messages,
                new Conversation(
                        conversations++,
                        carriage.carrier(),
                        carriage.stream(),
                        protocol,
                        carriage.client(),
                        carriage.server(),
                        clientRandom));
    }

    int scratchBytes() {
        return SCRATCH_BYTES;
    }

    /// Lends a buffer that has room for one record. Return it with [#giveBack].
    byte[] borrow() {
        byte[] buffer = spare.poll();
        return buffer == null ? new byte[SCRATCH_BYTES] : buffer;
    }

    void giveBack(byte[] buffer) {
        if (buffer.length == SCRATCH_BYTES && spare.size() < MAX_SPARE) {
            spare.push(buffer);
        }
    }

    /// Reserves memory for `bytes` bytes of incomplete messages; false if the bound does not allow
    /// it.
    boolean hold(int bytes) {
        if (partialBytes + bytes > MAX_PARTIAL) {
            return false;
        }
        partialBytes += bytes;
        return true;
    }

    void release(int bytes) {
        partialBytes -= bytes;
    }

    // Sessions whose records wait for keys:

    /// Counts `bytes` more that wait in `session`.
    void waits(TlsBacklog session, int bytes) {
        waitingBytes += bytes;
        waiting.add(session);
    }

    void waitsLess(int bytes) {
        waitingBytes -= bytes;
    }

    void waitsNoMore(TlsBacklog session) {
        waiting.remove(session);
    }

    /// Registers `session` to be pumped when a secret of client random `now` is added, instead of
    /// `before`. An empty random stands for none.
    void waitsFor(TlsBacklog session, String before, String now) {
        List<TlsBacklog> sessions = waitingFor.get(before);
        if (sessions != null && sessions.remove(session) && sessions.isEmpty()) {
            waitingFor.remove(before);
        }
        if (!now.isEmpty()) {
            waitingFor.computeIfAbsent(now, r -> new ArrayList<>(1)).add(session);
        }
    }

    /// The session that must give up waiting because too much waits in all; null if the bound
    /// holds.
    @Nullable TlsBacklog tooMany() {
        if (waitingBytes <= MAX_WAITING) {
            return null;
        }
        for (TlsBacklog session : waiting) {
            if (!session.isUnderWay()) {
                return session;
            }
        }
        return null;
    }

    void key(String line) {
        String clientRandom = keys.add(line);
        List<TlsBacklog> sessions = clientRandom == null ? null : waitingFor.get(clientRandom);
        if (sessions != null) {
            for (TlsBacklog session : List.copyOf(sessions)) {
                session.pump();
            }
        }
    }

    /// Ends all waiting: no more keys come.
    void giveUpWaiting() {
        while (!waiting.isEmpty()) {
            TlsBacklog session = waiting.getFirst();
            session.giveUp();
            waiting.remove(session);
        }
    }
}
