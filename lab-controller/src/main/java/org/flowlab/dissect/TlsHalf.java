package org.flowlab.dissect;

import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One direction of a TLS session: what its records are protected with, and what waits.
final class TlsHalf {
    /// Which keys the next record is under.
    enum Epoch {
        PLAIN,
        /// After a ChangeCipherSpec, TLS 1.0 to 1.2.
        CIPHERED,
        // TLS 1.3, in order.
        EARLY("EARLY_TRAFFIC_SECRET"),
        HANDSHAKE("HANDSHAKE_TRAFFIC_SECRET"),
        APPLICATION("TRAFFIC_SECRET_0");

        private final String label;

        Epoch() {
            this("");
        }

        Epoch(String label) {
            this.label = label;
        }

        /// TLS 1.3's next one.
        Epoch next() {
            return this == EARLY ? HANDSHAKE : APPLICATION;
        }

        /// The key log's name of its secret, in TLS 1.3.
        String secret(boolean ofClient) {
            return (ofClient ? "CLIENT_" : "SERVER_") + label;
        }

        boolean isTls13() {
            return compareTo(EARLY) >= 0;
        }
    }

    /// A record, or the end of the direction, that waits.
    ///
    /// @param type of the record, or [#END]
    record Waiting(long order, int type, int version, byte[] bytes, Passage passage) {
        static final int END = -1;

        /// What it takes, about.
        int cost() {
            return bytes.length + 96;
        }
    }

    final boolean fromClient;

    /// A record that is not whole yet.
    final Accumulator partial;

    /// How the first of that record's bytes passed.
    private @Nullable Passage partialSince;

    /// A handshake message that is not whole yet.
    final Accumulator handshake;

    /// How the last record with handshake messages passed.
    @Nullable Passage handshakeSince;

    final ArrayDeque<Waiting> queue = new ArrayDeque<>(0);

    /// Of the next record in the direction's byte stream.
    long offset;

    Epoch epoch = Epoch.PLAIN;

    /// Record headers cannot be followed any more.
    boolean cut;

    /// What the records say cannot be followed any more.
    boolean broken;

    /// Nobody waits for this direction's keys any more.
    boolean givenUp;

    boolean ended;

    private @Nullable RecordOpener ciphered;
    private final Map<Epoch, RecordOpener> openers = new EnumMap<>(Epoch.class);
    private byte @Nullable [] applicationSecret;

    TlsHalf(boolean fromClient, Dissection dissection) {
        this.fromClient = fromClient;
        this.partial = new Accumulator(dissection);
        this.handshake = new Accumulator(dissection);
    }

    /// Adds to the record that is not whole yet; false if the bound does not allow it.
    boolean hold(byte[] b, int at, int length, Trail trail) {
        if (partial.isEmpty()) {
            partialSince = trail.at(at);
        }
        return partial.add(b, at, length);
    }

    /// Forgets the record that is not whole.
    ///
    /// @return how it began to pass; null if there is none
    @Nullable Passage dropPartial() {
        Passage since = partial.isEmpty() ? null : partialSince;
        partial.clear();
        return since;
    }

    /// Forgets the handshake message that is not whole.
    ///
    /// @return how the last of it passed; null if there is none
    @Nullable Passage dropHandshake() {
        Passage since = handshake.isEmpty() ? null : handshakeSince;
        handshake.clear();
        return since;
    }

    void changeCipherSpec() {
        epoch = Epoch.CIPHERED;
        ciphered = null;
    }

    /// Null while the keys are not known.
    @Nullable RecordOpener ciphered(TlsSession session) throws GeneralSecurityException {
        if (ciphered == null) {
            ciphered = session.tls12(fromClient);
        }
        return ciphered;
    }

    /// The opener of a TLS 1.3 epoch; null while its secret is not known.
    @Nullable RecordOpener opener(Epoch of, TlsSession session) throws GeneralSecurityException {
        RecordOpener known = openers.get(of);
        if (known == null) {
            byte[] secret = session.secret(of.secret(fromClient));
            if (secret != null) {
                known = session.tls13(secret);
                openers.put(of, known);
                if (of == Epoch.APPLICATION) {
                    applicationSecret = secret;
                }
            }
        }
        return known;
    }

    void keyUpdate(TlsSession session) throws GeneralSecurityException {
        byte[] secret = applicationSecret;
        if (secret != null) {
            applicationSecret = session.updated(secret);
            openers.put(Epoch.APPLICATION, session.tls13(applicationSecret));
        }
    }

    /// Whether its next record can be processed before an older one of the other direction: a
    /// handshake's, but not an answer before its question.
    boolean mayGoAhead() {
        return switch (epoch) {
            case PLAIN, EARLY, HANDSHAKE -> true;
            case CIPHERED, APPLICATION -> false;
        };
    }

    /// Whether nothing that this direction's records say can be known any more.
    boolean isDead() {
        return broken || givenUp || (cut && queue.isEmpty());
    }

    void clear() {
        partial.clear();
        handshake.clear();
        queue.clear();
        ciphered = null;
        openers.clear();
    }
}
