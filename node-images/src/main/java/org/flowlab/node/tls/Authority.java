package org.flowlab.node.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.flowlab.node.spec.NodeSpec.Credentials;

/// A lab's certificate authority: an EC P-256 key that signs a leaf pair (RSA 2048 and EC P-256)
/// per server. It lives as long as the lab does; nothing else trusts it. Thread-safe.
///
/// The leaf keys are made once per process, the RSA key in the background from the moment this
/// class is loaded: nothing in a lab is secret from the lab, and a fresh RSA key costs a tenth of a
/// second.
public final class Authority {
    private static final Duration BACKDATED = Duration.ofHours(1);
    private static final Duration VALIDITY = Duration.ofDays(30);
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final CompletableFuture<KeyPair> RSA_LEAF =
            inBackground("flowlab-rsa-key", () -> keyPair("RSA"));
    private static final CompletableFuture<KeyPair> EC_LEAF =
            inBackground("flowlab-ec-key", () -> keyPair("EC"));

    private final KeyPair key = keyPair("EC");
    private final X500Name name = commonName("Flowlab CA " + Long.toHexString(RANDOM.nextLong()));
    private final Instant from;
    private final ContentSigner signer;
    private final String certificate;

    private Authority(Clock clock) {
        from = clock.instant().minus(BACKDATED);
        try {
            signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
            X509v3CertificateBuilder builder = builder(name, key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            certificate = Pem.certificate(encoded(builder));
        } catch (CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("make the lab's CA: " + e.getMessage(), e);
        }
    }

    /// Makes an authority whose certificates are valid for 30 days from now.
    public static Authority create() {
        return new Authority(Clock.systemUTC());
    }

    static Authority create(Clock clock) {
        return new Authority(clock);
    }

    /// The CA certificate as PEM text.
    public String certificate() {
        return certificate;
    }

    /// What a client needs: whom to trust.
    public Credentials forClient() {
        return new Credentials(certificate, null, null, null, null);
    }

    /// Makes the certificates of a server.
    ///
    /// @param names host names and dotted IPv4 addresses that it answers to; the first is its
    ///   subject
    public Credentials forServer(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a server's certificate needs a name");
        }
        KeyPair ec = EC_LEAF.join();
        KeyPair rsa = RSA_LEAF.join();
        return new Credentials(
                certificate,
                leaf(names, rsa, KeyUsage.digitalSignature | KeyUsage.keyEncipherment),
                Pem.privateKey(rsa.getPrivate()),
                leaf(names, ec, KeyUsage.digitalSignature),
                Pem.privateKey(ec.getPrivate()));
    }

    private String leaf(List<String> names, KeyPair pair, int usage) {
        X509v3CertificateBuilder builder = builder(commonName(names.getFirst()), pair);
        GeneralName[] alternatives =
                names.stream().map(Authority::generalName).toArray(GeneralName[]::new);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        } catch (CertIOException e) {
            throw new IllegalStateException("make a certificate for " + names, e);
        }
        return Pem.certificate(encoded(builder));
    }

    private static GeneralName generalName(String name) {
        boolean address = HostNames.isAddress(name);
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private X509v3CertificateBuilder builder(X500Name subject, KeyPair pair) {
        return new X509v3CertificateBuilder(
                name,
                new BigInteger(64, RANDOM).setBit(63),
                Date.from(from),
                Date.from(from.plus(VALIDITY)),
                subject,
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    }

    private byte[] encoded(X509v3CertificateBuilder builder) {
        X509CertificateHolder holder;
        synchronized (signer) {
            holder = builder.build(signer);
        }
        try {
            return holder.getEncoded();
        } catch (java.io.IOException e) {
            throw new IllegalStateException("encode a certificate", e);
        }
    }

    private static X500Name commonName(String text) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, text).build();
    }

    private static KeyPair keyPair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            } else {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK makes no " + algorithm + " keys", e);
        }
    }

    private static CompletableFuture<KeyPair> inBackground(
            String thread, java.util.function.Supplier<KeyPair> work) {
        return CompletableFuture.supplyAsync(
                work, task -> Thread.ofPlatform().name(thread).daemon().start(task));
    }
}
