package org.flowlab.dissect;

import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One direction of a TLS session: the keys of its records, and the records that wait.
final class TlsHalf {
    /// The stage of a direction, which decides the keys of the next record.
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

        /// The epoch after this one in TLS 1.3.
        Epoch next() {
            return this == EARLY ? HANDSHAKE : APPLICATION;
        }

        /// The name of this epoch's secret in a key log, in TLS 1.3.
        String secret(boolean ofClient) {
            return (ofClient ? "CLIENT_" : "SERVER_") + label;
        }

        boolean isTls13() {
            return compareTo(EARLY) >= 0;
        }
    }

    /// A record that waits, or the end of the direction.
    ///
    /// @param type the record's type, or [#END]
    record Waiting(long order, int type, int version, byte[] bytes, Passage passage) {
        static final int END = -1;

        /// About how many bytes it takes.
        int cost() {
            return bytes.length + 96;
        }
    }

    final boolean fromClient;

    /// The record that is not complete yet.
    final Accumulator partial;

    /// Passage of the first bytes of that record.
    private @Nullable Passage partialSince;

    /// The handshake message that is not complete yet.
    final Accumulator handshake;

    /// Passage of the last record with handshake messages.
    @Nullable Passage handshakeSince;

    final ArrayDeque<Waiting> queue = new ArrayDeque<>(0);

    /// Offset of the next record in the direction's byte stream.
    long offset;

    Epoch epoch = Epoch.PLAIN;

    /// Whether the next record's beginning is lost, so that no more records are found.
    boolean cut;

    /// Whether the content of further records cannot be interpreted.
    boolean broken;

    /// Whether waiting for this direction's keys was given up.
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

    /// Adds bytes to the record that is not complete yet; false if the bound does not allow it.
    boolean hold(byte[] b, int at, int length, Trail trail) {
        if (partial.isEmpty()) {
            partialSince = trail.at(at);
        }
        return partial.add(b, at, length);
    }

    /// Removes the incomplete record.
    ///
    /// @return the passage of its first bytes; null if there is none
    @Nullable Passage dropPartial() {
        Passage since = partial.isEmpty() ? null : partialSince;
        partial.clear();
        return since;
    }

    /// Removes the incomplete handshake message.
    ///
    /// @return the passage of its last record; null if there is none
    @Nullable Passage dropHandshake() {
        Passage since = handshake.isEmpty() ? null : handshakeSince;
        handshake.clear();
        return since;
    }

    void changeCipherSpec() {
        epoch = Epoch.CIPHERED;
        ciphered = null;
    }

    /// The opener for records after a ChangeCipherSpec; null while the keys are not known.
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

    /// Whether its next record may be processed before an older record of the other direction: true
    /// during the handshake only, since afterwards a response must not come before its request.
    boolean mayGoAhead() {
        return switch (epoch) {
            case PLAIN, EARLY, HANDSHAKE -> true;
            case CIPHERED, APPLICATION -> false;
        };
    }

    /// Whether nothing more can be learnt from this direction's records.
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
