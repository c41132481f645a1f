package org.flowlab.dissect;

import java.util.function.Supplier;

/// Records of a TLS session that wait for their keys, and what came after them: it waits too, since
/// a response cannot be read before its request. They are processed in the order of their arrival,
/// except that handshakes may go ahead: early data waits for the server's answer behind it.
final class TlsBacklog {
    interface Owner {
        /// Processes a record, or the end of its direction, if what it needs is known.
        ///
        /// @return false if it must wait; nothing has changed then
        boolean process(TlsHalf half, TlsHalf.Waiting next);

        /// Nothing waits any more.
        void drained();
    }

    /// What a session takes that is kept because something waits, about.
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

    /// @param clientRandom whose secrets are awaited, as it is at the time
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

    /// Adds a record, or with [TlsHalf.Waiting#END] the end of a direction.
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

    /// Gives up what waits where it is too much, here or in all sessions together.
    void bound() {
        if (bytes > Dissection.MAX_WAITING_OF_ONE) {
            giveUp();
        }
        for (TlsBacklog other = dissection.tooMany(); other != null; other = dissection.tooMany()) {
            other.giveUp();
        }
    }

    /// Whether its records are being processed: what they carry may ask for room, but not of it.
    boolean isUnderWay() {
        return underWay;
    }

    /// Processes what need not wait any more.
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

    /// Stops waiting for keys.
    void giveUp() {
        while (waits) {
            older().givenUp = true;
            pump();
        }
    }

    /// A renegotiation changes the random whose secrets are awaited.
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
