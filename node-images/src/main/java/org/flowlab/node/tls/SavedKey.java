package org.flowlab.node.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps an RSA key in a file that only its owner may read, because making a new key takes 0.1 to
/// 0.5 s at every start. If there is no usable file, it makes a key, and saves it if possible.
final class SavedKey {
    /// The system property that names the file.
    static final String PROPERTY = "flowlab.rsa-key";

    private SavedKey() {}

    /// @param file the key's file; null if there is none
    /// @param search makes a new key
    static KeyPair rsa(@Nullable Path file, int bits, Supplier<KeyPair> search) {
        if (file == null) {
            return search.get();
        }
        try {
            return read(file, bits);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            KeyPair made = search.get();
            keep(file, made);
            return made;
        }
    }

    private static KeyPair read(Path file, int bits) throws IOException, GeneralSecurityException {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) Pem.privateKey(Files.readString(file), "RSA");
        if (key.getModulus().bitLength() != bits
                || !key.getPrimeP().multiply(key.getPrimeQ()).equals(key.getModulus())) {
            throw new GeneralSecurityException("no valid RSA key of " + bits + " bits in " + file);
        }
        RSAPublicKeySpec spec = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
        return new KeyPair(KeyFactory.getInstance("RSA").generatePublic(spec), key);
    }

    /// Writes the whole file or nothing. An I/O failure is ignored.
    private static void keep(Path file, KeyPair pair) {
        try {
            Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "rsa-key", "");
            try {
                Files.writeString(draft, Pem.privateKey(pair.getPrivate()));
                Files.move(
                        draft,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException _) {
            // The next process makes a new key.
        }
    }
}
