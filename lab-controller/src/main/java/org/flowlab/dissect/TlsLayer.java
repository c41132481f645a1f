package org.flowlab.dissect;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.flowlab.wire.tls.TlsAlert;
import org.flowlab.wire.tls.TlsFormatException;
import org.flowlab.wire.tls.TlsRecord;
import org.jspecify.annotations.Nullable;

/// TLS: opens the records of both directions with the key log, and passes their contents to the
/// layer above.
///
/// A record whose keys are not known yet waits in the [TlsBacklog].
final class TlsLayer implements Layer, TlsFraming.Listener, TlsBacklog.Owner {
    private static final String NAME = "tls";

    private final Dissection dissection;
    private final Carriage carriage;
    private final TlsSession session;
    private final TlsHandshakes handshakes;
    private final TlsHalf client;
    private final TlsHalf server;
    private final TlsFraming framing = new TlsFraming(this);
    private final TlsBacklog backlog;
    private @Nullable Teller teller;
    private @Nullable Layer inner;
    private boolean closed;
    private boolean carrierIsOver;
    private boolean freed;

    TlsLayer(Dissection dissection, Carriage carriage) {
        this.dissection = dissection;
        this.carriage = carriage;
        this.session = new TlsSession(dissection.keys);
        this.client = new TlsHalf(true, dissection);
        this.server = new TlsHalf(false, dissection);
        this.handshakes = new TlsHandshakes(session, client, server);
        this.backlog = new TlsBacklog(this, dissection, client, server, session::clientRandom);
    }

    @Override
    public void bytes(boolean fromClient, byte[] b, int offset, int length, Trail trail) {
        TlsHalf half = half(fromClient);
        int taken = half.cut ? 0 : framing.bytes(half, b, offset, length, trail);
        if (taken < length) {
            tell(half, opaque(length - taken), trail.at(offset + length - 1));
        }
    }

    @Override
    public void cut(TlsHalf half, long offset, String reason, Passage passage) {
        half.cut = true;
        tell(half, new Content.Malformed(NAME, offset, reason), passage);
    }

    @Override
    public void record(TlsHalf half, byte[] b, int at, Trail trail) {
        int type = TlsRecord.type(b, at);
        int version = TlsRecord.version(b, at);
        int length = TlsRecord.length(b, at);
        int from = at + TlsRecord.HEADER_BYTES;
        boolean first = half.queue.isEmpty();
        if (backlog.isEmpty() && process(half, type, version, b, from, length, trail)) {
            half.offset += TlsRecord.HEADER_BYTES + length;
            return;
        }
        byte[] copy = Arrays.copyOfRange(b, from, from + length);
        backlog.add(half, type, version, copy, trail.at(at));
        half.offset += TlsRecord.HEADER_BYTES + length;
        if (first) {
            backlog.pump();
        }
        backlog.bound();
    }

    @Override
    public boolean process(TlsHalf half, TlsHalf.Waiting next) {
        if (next.type() == TlsHalf.Waiting.END) {
            innerEnd(half, next.passage());
            return true;
        }
        byte[] bytes = next.bytes();
        Trail trail = Trail.of(next.passage());
        return process(half, next.type(), next.version(), bytes, 0, bytes.length, trail);
    }

    @Override
    public void drained() {
        if (closed) {
            free();
        }
    }

    /// Processes a record if all that it needs is known.
    ///
    /// @return false if it must wait; then nothing has changed
    private boolean process(
            TlsHalf half, int type, int version, byte[] b, int offset, int length, Trail trail) {
        if (half.broken) {
            tell(half, opaque(length), trail.at(offset));
            return true;
        }
        try {
            return switch (half.epoch) {
                case PLAIN -> plain(half, type, b, offset, length, trail);
                case CIPHERED -> ciphered(half, type, version, b, offset, length, trail);
                case EARLY, HANDSHAKE, APPLICATION ->
                        type == TlsRecord.APPLICATION_DATA
                                ? protectedRecord(half, type, version, b, offset, length, trail)
                                : aside(half, type, b, offset, length, trail);
            };
        } catch (GeneralSecurityException e) {
            Unread why = new Unread(Unread.Cause.DECRYPTION, String.valueOf(e.getMessage()));
            unread(half, type, length, why, trail.at(offset));
            return true;
        }
    }

    private boolean plain(TlsHalf half, int type, byte[] b, int offset, int length, Trail trail) {
        if (type == TlsRecord.CHANGE_CIPHER_SPEC) {
            tell(half, new Content.TlsChangeCipherSpec(), trail.at(offset));
            // TLS 1.3 sends one without meaning, for middleboxes: RFC 8446 appendix D.4.
            if (!session.isTls13() && !(session.version() == 0 && session.offersTls13())) {
                half.changeCipherSpec();
            }
            return true;
        }
        if (type == TlsRecord.APPLICATION_DATA) {
            return applicationDataTooSoon(half, type, length, trail.at(offset));
        }
        plaintext(half, type, b, offset, length, trail);
        return true;
    }

    /// Handles application data before any keys: early data of the client, or data of a session
    /// whose handshake was not seen.
    private boolean applicationDataTooSoon(TlsHalf half, int type, int length, Passage passage) {
        if (session.clientRandom().isEmpty()) {
            unread(half, type, length, Unread.Cause.HANDSHAKE_UNSEEN, passage);
            return true;
        }
        if (session.retried() || session.version() != 0) {
            unread(half, type, length, Unread.Cause.EARLY_DATA_REFUSED, passage);
            return true;
        }
        if (half.givenUp || server.isDead()) {
            unread(half, type, length, Unread.Cause.HANDSHAKE_UNSEEN, passage);
            return true;
        }
        return false;
    }

    private boolean ciphered(
            TlsHalf half, int type, int version, byte[] b, int offset, int length, Trail trail)
            throws GeneralSecurityException {
        Unread hopeless =
                session.version() == 0
                        ? Unread.because(Unread.Cause.HANDSHAKE_UNSEEN)
                        : session.hopeless();
        RecordOpener opener = hopeless == null ? half.ciphered(session) : null;
        if (opener == null) {
            if (hopeless == null && !half.givenUp) {
                return false;
            }
            Unread why = hopeless == null ? Unread.because(Unread.Cause.KEY_UNKNOWN) : hopeless;
            unread(half, type, length, why, trail.at(offset));
            return true;
        }
        byte[] out = dissection.borrow();
        int opened = opener.open(type, version, b, offset, length, out);
        if (opened == RecordOpener.REFUSED) {
            opener.skip(b, offset, length);
            unread(half, type, length, Unread.Cause.KEY_REFUSED, trail.at(offset));
        } else {
            plaintext(half, type, out, 0, opened, Trail.of(trail, offset));
        }
        dissection.giveBack(out);
        return true;
    }

    /// Handles a protected record of TLS 1.3.
    private boolean protectedRecord(
            TlsHalf half, int type, int version, byte[] b, int offset, int length, Trail trail)
            throws GeneralSecurityException {
        Unread hopeless = session.hopeless();
        if (hopeless != null) {
            unread(half, type, length, hopeless, trail.at(offset));
            return true;
        }
        boolean early = half.epoch == TlsHalf.Epoch.EARLY;
        if (early && !session.earlyDataDecided() && !server.isDead() && !half.givenUp) {
            return false;
        }
        byte[] out = dissection.borrow();
        try {
            TlsHalf.Epoch epoch = half.epoch;
            boolean keyKnown = false;
            int opened = RecordOpener.REFUSED;
            // If early data has no known key or was refused by the server, its end is found by
            // trying the next key on each record.
            while (opened == RecordOpener.REFUSED) {
                RecordOpener opener = half.opener(epoch, session);
                if (opener != null) {
                    keyKnown |= epoch != TlsHalf.Epoch.EARLY;
                    opened = opener.open(type, version, b, offset, length, out);
                }
                if (opened != RecordOpener.REFUSED || epoch == TlsHalf.Epoch.APPLICATION) {
                    break;
                }
                epoch = epoch.next();
            }
            if (opened != RecordOpener.REFUSED) {
                half.epoch = epoch;
                inner13(half, out, opened, Trail.of(trail, offset));
                return true;
            }
            if (!keyKnown && !half.givenUp) {
                return false;
            }
            refused13(half, keyKnown, type, b, offset, length, trail);
            return true;
        } finally {
            dissection.giveBack(out);
        }
    }

    private void refused13(
            TlsHalf half, boolean keyKnown, int type, byte[] b, int offset, int length, Trail trail)
            throws GeneralSecurityException {
        if (half.epoch == TlsHalf.Epoch.EARLY) {
            Unread why = Unread.because(Unread.Cause.EARLY_DATA_UNKNOWN);
            tell(half, new Content.TlsUnread(type, length, why), trail.at(offset));
            return;
        }
        RecordOpener opener = half.opener(half.epoch, session);
        if (opener != null && half.epoch == TlsHalf.Epoch.APPLICATION) {
            opener.skip(b, offset, length);
        }
        Unread.Cause cause = keyKnown ? Unread.Cause.KEY_REFUSED : Unread.Cause.KEY_UNKNOWN;
        unread(half, type, length, cause, trail.at(offset));
    }

    /// Handles the plaintext of a TLS 1.3 record: content, type, and zeros as padding (RFC 8446
    /// §5.2).
    private void inner13(TlsHalf half, byte[] out, int length, Trail trail) {
        int at = length - 1;
        while (at >= 0 && out[at] == 0) {
            at--;
        }
        if (at < 0) {
            broken(half, "a record with padding only", trail.at(0));
            return;
        }
        int type = out[at];
        boolean refused =
                half.epoch == TlsHalf.Epoch.EARLY
                        && !session.earlyDataTaken()
                        && type == TlsRecord.APPLICATION_DATA;
        if (refused) {
            Unread why = Unread.because(Unread.Cause.EARLY_DATA_REFUSED);
            tell(half, new Content.TlsUnread(type, at, why), trail.at(0));
            return;
        }
        plaintext(half, type, out, 0, at, trail);
    }

    /// Handles a record that is not protected, in TLS 1.3: a Change Cipher Spec for middleboxes, an
    /// alert of a party without keys, or a hello after a retry.
    private boolean aside(TlsHalf half, int type, byte[] b, int offset, int length, Trail trail) {
        if (type == TlsRecord.CHANGE_CIPHER_SPEC) {
            tell(half, new Content.TlsChangeCipherSpec(), trail.at(offset));
        } else if (half.epoch == TlsHalf.Epoch.APPLICATION) {
            broken(half, "a record that is not protected, type " + type, trail.at(offset));
        } else {
            plaintext(half, type, b, offset, length, trail);
        }
        return true;
    }

    /// Handles the content of a record that was decrypted or never encrypted.
    private void plaintext(TlsHalf half, int type, byte[] b, int offset, int length, Trail trail) {
        try {
            switch (type) {
                case TlsRecord.CHANGE_CIPHER_SPEC -> {
                    tell(half, new Content.TlsChangeCipherSpec(), trail.at(offset));
                    half.changeCipherSpec();
                }
                case TlsRecord.ALERT -> alert(half, TlsAlert.parse(b, offset, length), trail);
                case TlsRecord.HANDSHAKE -> {
                    Passage passage = trail.at(offset);
                    half.handshakeSince = passage;
                    handshakes.record(
                            half, b, offset, length, content -> tell(half, content, passage));
                }
                case TlsRecord.APPLICATION_DATA -> applicationData(half, b, offset, length, trail);
                case TlsRecord.HEARTBEAT -> tell(half, heartbeat(length), trail.at(offset));
                default -> broken(half, "content type " + type, trail.at(offset));
            }
        } catch (TlsFormatException e) {
            broken(half, e.reason(), trail.at(offset));
        } catch (GeneralSecurityException e) {
            broken(half, String.valueOf(e.getMessage()), trail.at(offset));
        }
    }

    private void alert(TlsHalf half, TlsAlert alert, Trail trail) {
        Passage passage = trail.at(0);
        tell(half, new Content.TlsAlert(alert.level(), alert.description(), alert.name()), passage);
        if (alert.description() == TlsAlert.CLOSE_NOTIFY) {
            innerEnd(half, passage);
        }
    }

    private void applicationData(TlsHalf half, byte[] b, int offset, int length, Trail trail) {
        if (length == 0) {
            return;
        }
        Layer known = inner;
        if (known == null) {
            known =
                    Layers.negotiated(
                            session.protocol(), dissection, carriage.over(teller().conversation()));
            inner = known;
        }
        known.bytes(half.fromClient, b, offset, length, trail);
    }

    private void innerEnd(TlsHalf half, Passage passage) {
        if (inner != null && !half.ended) {
            inner.end(half.fromClient, passage);
        }
        half.ended = true;
    }

    private void unread(TlsHalf half, int type, int bytes, Unread.Cause cause, Passage passage) {
        unread(half, type, bytes, Unread.because(cause), passage);
    }

    private void unread(TlsHalf half, int type, int bytes, Unread why, Passage passage) {
        tell(half, new Content.TlsUnread(type, bytes, why), passage);
        if (inner != null) {
            inner.gap(half.fromClient, "a TLS record was not read: " + why.text(), passage);
        }
    }

    /// The content of a record after a fault in this direction.
    private static Content opaque(int bytes) {
        return new Content.Opaque(bytes, new Unread(Unread.Cause.FOLLOWS_FAULT, NAME));
    }

    private static Content heartbeat(int bytes) {
        return new Content.Opaque(bytes, new Unread(Unread.Cause.MESSAGE_UNSUPPORTED, NAME));
    }

    private void broken(TlsHalf half, String reason, Passage passage) {
        half.broken = true;
        half.handshake.clear();
        tell(half, new Content.Malformed(NAME, half.offset, reason), passage);
    }

    @Override
    public void gap(boolean fromClient, String reason, Passage passage) {
        TlsHalf half = half(fromClient);
        if (!half.cut) {
            half.partial.clear();
            cut(half, half.offset, reason, passage);
        }
    }

    @Override
    public void end(boolean fromClient, Passage passage) {
        TlsHalf half = half(fromClient);
        if (!half.partial.isEmpty()) {
            half.partial.clear();
            cut(half, half.offset, "ends within a record", passage);
        }
        if (backlog.isEmpty()) {
            innerEnd(half, passage);
        } else {
            backlog.add(half, TlsHalf.Waiting.END, 0, new byte[0], passage);
        }
    }

    @Override
    public void close(boolean over) {
        closed = true;
        carrierIsOver = over;
        leave(client);
        leave(server);
        if (backlog.isEmpty()) {
            free();
        }
    }

    /// Ends a direction; reports a record that has begun as not complete.
    private void leave(TlsHalf half) {
        Passage since = half.dropPartial();
        if (since != null) {
            cut(half, half.offset, "not complete: a record", since);
        }
    }

    /// Reports a handshake message that has begun as not complete. Called after the last record.
    private void leaveHandshake(TlsHalf half) {
        Passage since = half.dropHandshake();
        if (since != null) {
            broken(half, "not complete: a handshake message", since);
        }
    }

    private void free() {
        if (!freed) {
            freed = true;
            leaveHandshake(client);
            leaveHandshake(server);
            Layers.close(inner, carrierIsOver);
            client.clear();
            server.clear();
        }
    }

    private TlsHalf half(boolean fromClient) {
        return fromClient ? client : server;
    }

    private void tell(TlsHalf half, Content content, Passage passage) {
        teller().tell(half.fromClient, content, passage);
    }

    /// The reporter of the conversation, made at the first message: the Client Hello, which brings
    /// the client random.
    private Teller teller() {
        Teller known = teller;
        if (known == null) {
            known = dissection.teller(carriage, Conversation.Protocol.TLS, session.clientRandom());
            teller = known;
        }
        return known;
    }
}
