package org.flowlab.trial.okhttp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Java's TLS with the certificates that the lab gives to a host.
final class Tls {
    private Tls() {}

    static SSLContext ofTheLab() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", certificates("FLOWLAB_CA")[0]);
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);

        KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
        own.load(null, null);
        String pem = Files.readString(Path.of(System.getenv("FLOWLAB_KEY")));
        byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
        own.setKeyEntry(
                "key",
                KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)),
                new char[0],
                certificates("FLOWLAB_CERT"));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);

        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Certificate[] certificates(String variable)
            throws GeneralSecurityException, IOException {
        try (InputStream file = Files.newInputStream(Path.of(System.getenv(variable)))) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(file);
            return all.toArray(Certificate[]::new);
        }
    }

    /// What origins send as `/bytes/N`.
    static byte[] filling(int length) {
        byte[] alphabet =
                "abcdefghijklmnopqrstuvwxyz0123456789\n".getBytes(StandardCharsets.US_ASCII);
        byte[] filling = new byte[length];
        for (int i = 0; i < length; i++) {
            filling[i] = alphabet[i % alphabet.length];
        }
        return filling;
    }
}
