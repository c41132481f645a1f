package org.flowlab.dissect;

import org.flowlab.wire.Bytes;

/// Opens records that an AEAD protects: RFC 5246 §6.2.3.3, RFC 5288, RFC 7905, RFC 8446 §5.2.
final class AeadOpener implements RecordOpener {
    enum Form {
        /// GCM and CCM: the record carries 8 bytes of the nonce.
        TLS12_EXPLICIT,
        /// ChaCha20-Poly1305: the nonce is the sequence number, masked.
        TLS12_IMPLICIT,
        TLS13
    }

    private static final int EXPLICIT_BYTES = 8;

    private final Aead aead;
    private final byte[] iv;
    private final Form form;
    private final byte[] nonce = new byte[12];
    private final byte[] aad;
    private long sequence;

    AeadOpener(Aead aead, byte[] iv, Form form) {
        this.aead = aead;
        this.iv = iv;
        this.form = form;
        this.aad = new byte[form == Form.TLS13 ? 5 : 13];
    }

    @Override
    public int open(int type, int version, byte[] b, int offset, int length, byte[] out) {
        int explicit = form == Form.TLS12_EXPLICIT ? EXPLICIT_BYTES : 0;
        int sealed = length - explicit;
        if (sealed < aead.tagBytes()) {
            return REFUSED;
        }
        if (form == Form.TLS12_EXPLICIT) {
            System.arraycopy(iv, 0, nonce, 0, 4);
            System.arraycopy(b, offset, nonce, 4, EXPLICIT_BYTES);
        } else {
            System.arraycopy(iv, 0, nonce, 0, 12);
            Bytes.put64(nonce, 4, Bytes.i64(nonce, 4) ^ sequence);
        }
        int at = 0;
        if (form != Form.TLS13) {
            Bytes.put64(aad, 0, sequence);
            at = 8;
        }
        Bytes.put8(aad, at, type);
        Bytes.put16(aad, at + 1, version);
        Bytes.put16(aad, at + 3, form == Form.TLS13 ? length : sealed - aead.tagBytes());
        int opened = aead.open(nonce, aad, b, offset + explicit, sealed, out);
        if (opened != REFUSED) {
            sequence++;
        }
        return opened;
    }

    @Override
    public void skip(byte[] b, int offset, int length) {
        sequence++;
    }
}
