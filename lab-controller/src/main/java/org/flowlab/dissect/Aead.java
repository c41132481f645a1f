package org.flowlab.dissect;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.modes.CCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.flowlab.wire.tls.CipherSuite;

/// An authenticated cipher with one key, for decryption.
interface Aead {
    int tagBytes();

    /// @return the plaintext's length, or [RecordOpener#REFUSED] if the tag is wrong
    int open(byte[] nonce, byte[] aad, byte[] in, int offset, int length, byte[] out);

    static Aead of(CipherSuite.Bulk bulk, byte[] key) throws GeneralSecurityException {
        return switch (bulk) {
            case AES_128_GCM, AES_256_GCM ->
                    new Jca(Cipher.getInstance("AES/GCM/NoPadding"), new SecretKeySpec(key, "AES"));
            case CHACHA20_POLY1305 ->
                    new Jca(
                            Cipher.getInstance("ChaCha20-Poly1305"),
                            new SecretKeySpec(key, "ChaCha20"));
            case AES_128_CCM, AES_256_CCM -> new Ccm(key, 16);
            case AES_128_CCM_8, AES_256_CCM_8 -> new Ccm(key, 8);
            case AES_128_CBC, AES_256_CBC, TRIPLE_DES_CBC, OTHER ->
                    throw new GeneralSecurityException(bulk + " is not an AEAD");
        };
    }

    /// A cipher of the JDK, which the compiler turns into the processor's own instructions.
    final class Jca implements Aead {
        private Cipher cipher;
        private final SecretKeySpec key;
        private final boolean gcm;

        Jca(Cipher cipher, SecretKeySpec key) {
            this.cipher = cipher;
            this.key = key;
            this.gcm = key.getAlgorithm().equals("AES");
        }

        @Override
        public int tagBytes() {
            return 16;
        }

        @Override
        public int open(byte[] nonce, byte[] aad, byte[] in, int offset, int length, byte[] out) {
            try {
                AlgorithmParameterSpec spec =
                        gcm ? new GCMParameterSpec(128, nonce) : new IvParameterSpec(nonce);
                cipher.init(Cipher.DECRYPT_MODE, key, spec);
                cipher.updateAAD(aad);
                return cipher.doFinal(in, offset, length, out, 0);
            } catch (GeneralSecurityException e) {
                renew();
                return RecordOpener.REFUSED;
            }
        }

        /// Replaces the cipher object. The JDK's ChaCha20 accepts each nonce only once, and after a
        /// refused record the next one is tried with the same nonce.
        private void renew() {
            try {
                cipher = Cipher.getInstance(cipher.getAlgorithm());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(
                        "the JDK no longer has " + cipher.getAlgorithm(), e);
            }
        }
    }

    /// The CCM cipher of Bouncy Castle; the JDK has none.
    final class Ccm implements Aead {
        private final CCMModeCipher cipher = CCMBlockCipher.newInstance(AESEngine.newInstance());
        private final KeyParameter key;
        private final int tagBytes;

        Ccm(byte[] key, int tagBytes) {
            this.key = new KeyParameter(key);
            this.tagBytes = tagBytes;
        }

        @Override
        public int tagBytes() {
            return tagBytes;
        }

        @Override
        public int open(byte[] nonce, byte[] aad, byte[] in, int offset, int length, byte[] out) {
            try {
                cipher.init(false, new AEADParameters(key, tagBytes * 8, nonce, aad));
                int n = cipher.processBytes(in, offset, length, out, 0);
                return n + cipher.doFinal(out, n);
            } catch (InvalidCipherTextException | RuntimeException e) {
                return RecordOpener.REFUSED;
            }
        }
    }
}
