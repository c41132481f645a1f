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

/// An RSA key that outlives its process, in a file that only its owner may read: generating one
/// takes 0.1 to 0.5 s of every start. If there is no usable file, a key is generated, and saved if
/// possible.
final class SavedKey {
    /// The system property that names the file.
    static final String PROPERTY = "flowlab.rsa-key";

    private SavedKey() {}

    /// @param file null for none
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
            throw new GeneralSecurityException("not the key that is wanted");
        }
        RSAPublicKeySpec spec = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
        return new KeyPair(KeyFactory.getInstance("RSA").generatePublic(spec), key);
    }

    /// Writes the file whole or not at all; a folder that cannot be written to is ignored.
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
            // The next process generates another.
        }
    }
}
