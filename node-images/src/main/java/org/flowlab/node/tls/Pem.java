package org.flowlab.node.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Converts certificates and keys to PEM text and back (RFC 7468).
final class Pem {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Pem() {}

    static String certificate(byte[] der) {
        return text(CERTIFICATE, der);
    }

    static String privateKey(PrivateKey key) {
        return text(PRIVATE_KEY, key.getEncoded());
    }

    /// @throws CertificateException if the text holds no certificate or a broken one
    static X509Certificate[] certificates(String pem) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        for (byte[] der : blocks(CERTIFICATE, pem)) {
            found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        if (found.isEmpty()) {
            throw new CertificateException("no certificate in the PEM text");
        }
        return found.toArray(new X509Certificate[0]);
    }

    /// @param algorithm `RSA` or `EC`
    /// @throws GeneralSecurityException if the text does not hold exactly one such key in PKCS #8
    static PrivateKey privateKey(String pem, String algorithm) throws GeneralSecurityException {
        List<byte[]> found = blocks(PRIVATE_KEY, pem);
        if (found.size() != 1) {
            throw new GeneralSecurityException(
                    "one PKCS #8 private key expected, " + found.size() + " found");
        }
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(found.getFirst()));
    }

    private static String text(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, LINES.encodeToString(der), label);
    }

    private static List<byte[]> blocks(String label, String pem) {
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        List<byte[]> found = new ArrayList<>();
        int from = pem.indexOf(begin);
        while (from >= 0) {
            int to = pem.indexOf(end, from);
            if (to < 0) {
                throw new IllegalArgumentException("PEM text without \"" + end + "\"");
            }
            found.add(Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to)));
            from = pem.indexOf(begin, to);
        }
        return found;
    }
}
