package org.flowlab.web.bench;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Objects;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.tls.Authority;

/// The certificates that the JDK keeps: the last 750 that it read, softly. Each lab has new ones.
final class KnownCertificates {
    private static final int MOST = 750;

    private KnownCertificates() {}

    /// Lets the JDK read so many that it has no room for more, so that labs that come and go only
    /// replace some.
    static void fill() throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        Authority authority = Authority.create();
        for (int i = 0; i < MOST; i++) {
            NodeSpec.Credentials server = authority.forServer(List.of("origin" + i, "198.18.0.6"));
            String chain =
                    Objects.requireNonNull(i % 2 == 0 ? server.rsaChain() : server.ecChain());
            byte[] pem = chain.getBytes(StandardCharsets.US_ASCII);
            factory.generateCertificate(new ByteArrayInputStream(pem));
        }
    }
}
