package org.flowlab.dissect;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.flowlab.wire.tls.CipherSuite;

/// Opens the protected records of one direction, one after the other, under one key.
interface RecordOpener {
    /// Result for a record that does not open: the key belongs to another session, or the bytes
    /// were changed.
    int REFUSED = -1;

    /// Opens the fragment `b[offset, offset + length)`. If that succeeds, the next call opens the
    /// next record.
    ///
    /// @param version as in the record's header
    /// @param out takes the plaintext from index 0; at least `length` long
    /// @return the plaintext's length, or [#REFUSED]
    int open(int type, int version, byte[] b, int offset, int length, byte[] out);

    /// Skips a record that did not open.
    void skip(byte[] b, int offset, int length);

    /// An opener for TLS 1.3 records under a traffic secret.
    static RecordOpener tls13(CipherSuite suite, byte[] secret) throws GeneralSecurityException {
        byte[] key = KeySchedule.expandLabel(suite.prf(), secret, "key", suite.bulk().keyBytes());
        byte[] iv = KeySchedule.expandLabel(suite.prf(), secret, "iv", 12);
        return new AeadOpener(Aead.of(suite.bulk(), key), iv, AeadOpener.Form.TLS13);
    }

    /// An opener for the records of one direction in TLS 1.0 to 1.2.
    static RecordOpener tls12(
            int version,
            CipherSuite suite,
            boolean encryptThenMac,
            byte[] master,
            byte[] clientRandom,
            byte[] serverRandom,
            boolean client)
            throws GeneralSecurityException {
        CipherSuite.Bulk bulk = suite.bulk();
        int macBytes = bulk.isCbc() ? macBytes(suite.mac()) : 0;
        int ivBytes = ivBytes(version, bulk);
        int keyBytes = bulk.keyBytes();
        byte[] block =
                KeySchedule.keyBlock(
                        version,
                        suite.prf(),
                        master,
                        clientRandom,
                        serverRandom,
                        2 * (macBytes + keyBytes + ivBytes));
        byte[] macKey = part(block, 0, macBytes, client);
        byte[] key = part(block, 2 * macBytes, keyBytes, client);
        byte[] iv = part(block, 2 * (macBytes + keyBytes), ivBytes, client);
        if (bulk.isCbc()) {
            return new CbcOpener(version, bulk, suite.mac(), macKey, key, iv, encryptThenMac);
        }
        AeadOpener.Form form =
                bulk == CipherSuite.Bulk.CHACHA20_POLY1305
                        ? AeadOpener.Form.TLS12_IMPLICIT
                        : AeadOpener.Form.TLS12_EXPLICIT;
        return new AeadOpener(Aead.of(bulk, key), iv, form);
    }

    private static byte[] part(byte[] block, int at, int length, boolean client) {
        int from = client ? at : at + length;
        return Arrays.copyOfRange(block, from, from + length);
    }

    private static int macBytes(String mac) {
        return switch (mac) {
            case "SHA-1" -> 20;
            case "SHA-256" -> 32;
            case "SHA-384" -> 48;
            default -> 16;
        };
    }

    /// Bytes of IV in the key block; TLS 1.1 and later send the IV with each CBC record.
    private static int ivBytes(int version, CipherSuite.Bulk bulk) {
        if (bulk.isCbc()) {
            return version > 0x0301 ? 0 : bulk == CipherSuite.Bulk.TRIPLE_DES_CBC ? 8 : 16;
        }
        return bulk == CipherSuite.Bulk.CHACHA20_POLY1305 ? 12 : 4;
    }
}
