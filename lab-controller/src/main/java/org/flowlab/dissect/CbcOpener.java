package org.flowlab.dissect;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.flowlab.wire.Bytes;
import org.flowlab.wire.tls.CipherSuite;

/// Opens records that a block cipher in CBC mode and an HMAC protect: RFC 5246 §6.2.3.2, RFC 2246
/// §6.2.3.2 (the IV is the last block of the record before), RFC 7366 (encrypt, then MAC).
///
/// It need not run in constant time: whoever can measure the dissector's time has the keys already.
final class CbcOpener implements RecordOpener {
    private final Cipher cipher;
    private final SecretKeySpec key;
    private final Mac mac;
    private final byte[] tag;
    private final boolean explicitIv;
    private final boolean encryptThenMac;
    private final int blockBytes;
    private final byte[] pseudoHeader = new byte[13];
    private byte[] iv;
    private long sequence;

    CbcOpener(
            int version,
            CipherSuite.Bulk bulk,
            String hash,
            byte[] macKey,
            byte[] key,
            byte[] iv,
            boolean encryptThenMac)
            throws GeneralSecurityException {
        boolean des = bulk == CipherSuite.Bulk.TRIPLE_DES_CBC;
        this.cipher = Cipher.getInstance(des ? "DESede/CBC/NoPadding" : "AES/CBC/NoPadding");
        this.key = new SecretKeySpec(key, des ? "DESede" : "AES");
        this.mac = KeySchedule.mac(KeySchedule.hmac(hash), macKey);
        this.tag = new byte[mac.getMacLength()];
        this.explicitIv = version > 0x0301;
        this.blockBytes = des ? 8 : 16;
        this.iv = iv;
        this.encryptThenMac = encryptThenMac;
    }

    @Override
    public int open(int type, int version, byte[] b, int offset, int length, byte[] out) {
        try {
            int sealed = encryptThenMac ? length - tag.length : length;
            int first = explicitIv ? blockBytes : 0;
            if (sealed < first + blockBytes || sealed % blockBytes != 0) {
                return REFUSED;
            }
            if (encryptThenMac && !verify(type, version, b, offset, sealed, b, offset + sealed)) {
                return REFUSED;
            }
            byte[] vector = explicitIv ? Arrays.copyOfRange(b, offset, offset + first) : iv;
            cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(vector));
            int n = cipher.doFinal(b, offset + first, sealed - first, out, 0);
            int plain = unpad(out, n) - (encryptThenMac ? 0 : tag.length);
            if (plain < 0
                    || (!encryptThenMac && !verify(type, version, out, 0, plain, out, plain))) {
                return REFUSED;
            }
            step(b, offset, sealed);
            return plain;
        } catch (GeneralSecurityException e) {
            return REFUSED;
        }
    }

    @Override
    public void skip(byte[] b, int offset, int length) {
        step(b, offset, encryptThenMac ? length - tag.length : length);
    }

    private void step(byte[] b, int offset, int sealed) {
        sequence++;
        if (!explicitIv && sealed >= blockBytes) {
            iv = Arrays.copyOfRange(b, offset + sealed - blockBytes, offset + sealed);
        }
    }

    /// The length without padding; negative if the padding is invalid.
    private static int unpad(byte[] out, int length) {
        int padding = Bytes.u8(out, length - 1);
        for (int i = length - 1 - padding; i < length; i++) {
            if (i < 0 || Bytes.u8(out, i) != padding) {
                return Integer.MIN_VALUE / 2;
            }
        }
        return length - 1 - padding;
    }

    private boolean verify(
            int type, int version, byte[] b, int offset, int length, byte[] tags, int tagAt)
            throws ShortBufferException {
        Bytes.put64(pseudoHeader, 0, sequence);
        Bytes.put8(pseudoHeader, 8, type);
        Bytes.put16(pseudoHeader, 9, version);
        Bytes.put16(pseudoHeader, 11, length);
        mac.update(pseudoHeader);
        mac.update(b, offset, length);
        mac.doFinal(tag, 0);
        return MessageDigest.isEqual(tag, Arrays.copyOfRange(tags, tagAt, tagAt + tag.length));
    }
}
