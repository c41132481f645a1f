package org.flowlab.dissect;

import java.util.function.Supplier;

/// Records of a TLS session that wait for their keys, and all records after them. Those wait too,
/// since a response cannot be read before its request. Records are processed in the order of their
/// arrival, with one exception: handshake records may go ahead, because early data waits for the
/// server's answer that comes after it.
final class TlsBacklog {
    interface Owner {
        /// Processes a record, or the end of its direction, if all that it needs is known.
        ///
        /// @return false if it must wait; then nothing has changed
        boolean process(TlsHalf half, TlsHalf.Waiting next);

        /// Called when nothing waits any more.
        void drained();
    }

    /// About how many bytes a session takes that is kept only because records wait.
    private static final int SESSION_COST = 4096;

    private final Owner owner;
    private final Dissection dissection;
    private final TlsHalf client;
    private final TlsHalf server;
    private final Supplier<String> clientRandom;
    private long order;
    private long bytes;
    private boolean waits;
    private boolean underWay;
    private String waitsFor = "";

    /// @param clientRandom gives the client random whose secrets are awaited; it can change
    TlsBacklog(
            Owner owner,
            Dissection dissection,
            TlsHalf client,
            TlsHalf server,
            Supplier<String> clientRandom) {
        this.owner = owner;
        this.dissection = dissection;
        this.client = client;
        this.server = server;
        this.clientRandom = clientRandom;
    }

    boolean isEmpty() {
        return !waits;
    }

    /// Adds a record; with type [TlsHalf.Waiting#END], the end of a direction.
    void add(TlsHalf half, int type, int version, byte[] record, Passage passage) {
        TlsHalf.Waiting waiting = new TlsHalf.Waiting(order++, type, version, record, passage);
        half.queue.add(waiting);
        bytes += waiting.cost();
        if (!waits) {
            waits = true;
            dissection.waits(this, SESSION_COST);
        }
        dissection.waits(this, waiting.cost());
        waitFor(clientRandom.get());
    }

    /// Gives up records if too much waits in this session or in all sessions together.
    void bound() {
        if (bytes > Dissection.MAX_WAITING_OF_ONE) {
            giveUp();
        }
        for (TlsBacklog other = dissection.tooMany(); other != null; other = dissection.tooMany()) {
            other.giveUp();
        }
    }

    /// Whether its records are being processed. Then it must not be made to give up, though what
    /// the records carry may need room.
    boolean isUnderWay() {
        return underWay;
    }

    /// Processes all records that need not wait any more.
    void pump() {
        underWay = true;
        try {
            processAll();
        } finally {
            underWay = false;
        }
    }

    private void processAll() {
        while (waits) {
            TlsHalf first = older();
            TlsHalf second = first == client ? server : client;
            if (!advance(first)
                    && (second.queue.isEmpty() || !second.mayGoAhead() || !advance(second))) {
                waitFor(clientRandom.get());
                return;
            }
            if (client.queue.isEmpty() && server.queue.isEmpty()) {
                waits = false;
                waitFor("");
                dissection.waitsLess(SESSION_COST);
                dissection.waitsNoMore(this);
                owner.drained();
            }
        }
    }

    /// Gives up waiting for keys and processes all records without them.
    void giveUp() {
        while (waits) {
            older().givenUp = true;
            pump();
        }
    }

    /// Awaits secrets of another client random, which a renegotiation brings.
    private void waitFor(String random) {
        if (!random.equals(waitsFor)) {
            dissection.waitsFor(this, waitsFor, random);
            waitsFor = random;
        }
    }

    private TlsHalf older() {
        if (client.queue.isEmpty() || server.queue.isEmpty()) {
            return client.queue.isEmpty() ? server : client;
        }
        return client.queue.getFirst().order() < server.queue.getFirst().order() ? client : server;
    }

    private boolean advance(TlsHalf half) {
        TlsHalf.Waiting next = half.queue.getFirst();
        if (!owner.process(half, next)) {
            return false;
        }
        half.queue.removeFirst();
        bytes -= next.cost();
        dissection.waitsLess(next.cost());
        return true;
    }
}
