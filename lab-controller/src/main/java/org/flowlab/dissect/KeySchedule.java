package org.flowlab.dissect;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Derives keys from secrets: with the PRF of TLS 1.0 to 1.2, or with HKDF in TLS 1.3.
final class KeySchedule {
    private KeySchedule() {}

    /// The key block, RFC 5246 §6.3 and RFC 2246 §6.3.
    ///
    /// @param hash the cipher suite's hash; not used before TLS 1.2
    static byte[] keyBlock(
            int version,
            String hash,
            byte[] master,
            byte[] clientRandom,
            byte[] serverRandom,
            int length)
            throws GeneralSecurityException {
        byte[] label = "key expansion".getBytes(StandardCharsets.US_ASCII);
        byte[] seed = concat(label, serverRandom, clientRandom);
        if (version >= 0x0303) {
            return prf(hmac(hash), master, seed, length);
        }
        int half = (master.length + 1) / 2;
        byte[] left = Arrays.copyOf(master, half);
        byte[] right = Arrays.copyOfRange(master, master.length - half, master.length);
        byte[] block = prf("HmacMD5", left, seed, length);
        byte[] other = prf("HmacSHA1", right, seed, length);
        for (int i = 0; i < length; i++) {
            block[i] ^= other[i];
        }
        return block;
    }

    /// HKDF-Expand-Label without a context, RFC 8446 §7.1.
    static byte[] expandLabel(String hash, byte[] secret, String label, int length)
            throws GeneralSecurityException {
        byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        byte[] info = new byte[4 + name.length];
        info[0] = (byte) (length >>> 8);
        info[1] = (byte) length;
        info[2] = (byte) name.length;
        System.arraycopy(name, 0, info, 3, name.length);
        KDF hkdf = KDF.getInstance("HKDF-" + hash.replace("-", ""));
        SecretKeySpec key = new SecretKeySpec(secret, "Generic");
        return hkdf.deriveData(HKDFParameterSpec.expandOnly(key, info, length));
    }

    static Mac mac(String algorithm, byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac;
    }

    /// The name that the JDK uses for the HMAC over `hash`.
    static String hmac(String hash) {
        return "Hmac" + hash.replace("-", "");
    }

    /// The function P_hash, RFC 5246 §5.
    private static byte[] prf(String algorithm, byte[] secret, byte[] seed, int length)
            throws GeneralSecurityException {
        Mac mac = mac(algorithm, secret);
        byte[] out = new byte[length];
        byte[] a = mac.doFinal(seed);
        for (int at = 0; at < length; a = mac.doFinal(a)) {
            mac.update(a);
            byte[] block = mac.doFinal(seed);
            int n = Math.min(block.length, length - at);
            System.arraycopy(block, 0, out, at, n);
            at += n;
        }
        return out;
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
