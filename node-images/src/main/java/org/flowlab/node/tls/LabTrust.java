package org.flowlab.node.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/// A client's trust manager. It trusts only the lab's CA, and only certificates for the
/// connection's host name (RFC 6125, without wildcards). It remembers a server's certificate that
/// passed, and later checks only its dates.
final class LabTrust extends NoClients {
    private static final int REMEMBERED = 256;
    private static final int SAN_DNS = 2;
    private static final int SAN_ADDRESS = 7;

    private final X509Certificate authority;
    private final PKIXParameters parameters;
    private final Map<Checked, X509Certificate> checked =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Checked, X509Certificate> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private record Checked(int hash, byte[] leaf, String host) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Checked that
                    && host.equals(that.host)
                    && Arrays.equals(leaf, that.leaf);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    LabTrust(X509Certificate authority) throws InvalidAlgorithmParameterException {
        this.authority = authority;
        parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
        parameters.setRevocationEnabled(false);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, engine.getPeerHost());
    }

    private synchronized void check(X509Certificate[] chain, String host)
            throws CertificateException {
        byte[] leaf = chain[0].getEncoded();
        Checked key = new Checked(Arrays.hashCode(leaf), leaf, host);
        X509Certificate known = checked.get(key);
        if (known != null) {
            known.checkValidity();
            return;
        }
        validate(chain, host);
        checkName(chain[0], host);
        checked.put(key, chain[0]);
    }

    private void validate(X509Certificate[] chain, String host) throws CertificateException {
        try {
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509")
                                    .generateCertPath(withoutAnchor(chain)),
                            parameters);
        } catch (GeneralSecurityException e) {
            throw new CertificateException(
                    "the certificate of " + host + " is not from this lab's CA: " + e.getMessage(),
                    e);
        }
    }

    /// Removes the CA's certificate, which a server may send but a path must not contain.
    private List<X509Certificate> withoutAnchor(X509Certificate[] chain) {
        return Arrays.stream(chain).filter(link -> !link.equals(authority)).toList();
    }

    private static void checkName(X509Certificate leaf, String host) throws CertificateException {
        int kind = HostNames.isAddress(host) ? SAN_ADDRESS : SAN_DNS;
        Collection<List<?>> names = leaf.getSubjectAlternativeNames();
        if (names != null) {
            for (List<?> name : names) {
                if (name.get(0) instanceof Integer found
                        && found == kind
                        && host.equalsIgnoreCase(String.valueOf(name.get(1)))) {
                    return;
                }
            }
        }
        throw new CertificateException(
                "the certificate is for " + names + ", not for \"" + host + "\"");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[] {authority};
    }
}
