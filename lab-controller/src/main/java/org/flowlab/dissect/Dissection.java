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

/// What the layers of one dissection share: the reader of messages, the keys, numbers, and the
/// bounds on what may be held.
final class Dissection {
    /// Of records that wait for their keys, in one session and in all.
    static final long MAX_WAITING_OF_ONE = 4 << 20;

    static final long MAX_WAITING = 64 << 20;

    /// Of messages that are not complete yet, in all layers of all connections.
    private static final long MAX_PARTIAL = 64 << 20;

    /// Layers over layers, beyond which bytes are opaque.
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

    /// A buffer that holds a record, to be given back.
    byte[] borrow() {
        byte[] buffer = spare.poll();
        return buffer == null ? new byte[SCRATCH_BYTES] : buffer;
    }

    void giveBack(byte[] buffer) {
        if (buffer.length == SCRATCH_BYTES && spare.size() < MAX_SPARE) {
            spare.push(buffer);
        }
    }

    /// Asks to hold `bytes` of messages that are not complete.
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

    // Sessions whose records wait for keys.

    /// `bytes` more wait in `session`.
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

    /// `session` is to be pumped when a secret of `now` comes. Empty: of none.
    void waitsFor(TlsBacklog session, String before, String now) {
        List<TlsBacklog> sessions = waitingFor.get(before);
        if (sessions != null && sessions.remove(session) && sessions.isEmpty()) {
            waitingFor.remove(before);
        }
        if (!now.isEmpty()) {
            waitingFor.computeIfAbsent(now, r -> new ArrayList<>(1)).add(session);
        }
    }

    /// The session that is to give up waiting, or null.
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

    /// No key will come any more.
    void giveUpWaiting() {
        while (!waiting.isEmpty()) {
            TlsBacklog session = waiting.getFirst();
            session.giveUp();
            waiting.remove(session);
        }
    }
}
