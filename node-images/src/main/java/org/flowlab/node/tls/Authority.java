package org.flowlab.node.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.flowlab.node.spec.NodeSpec.Credentials;

/// A lab's certificate authority (RFC 5280). Its EC P-256 key signs two certificates for each
/// server: one for an RSA 2048 key and one for an EC P-256 key. It exists as long as the lab, and
/// only the lab trusts it. Thread-safe.
///
/// All servers of a process share the two leaf keys; their certificates differ. Both keys are made
/// in the background when this class is loaded. The RSA key is read from a file of an earlier
/// process if there is one ([SavedKey]). BoringSSL is loaded in the background too. This package
/// has its own DER code, because a crypto library's signed jar takes 0.3 s to verify at every
/// start.
public final class Authority {
    private static final Duration BACKDATED = Duration.ofHours(1);
    private static final Duration VALIDITY = Duration.ofDays(30);

    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final byte[] COMMON_NAME = Der.oid("2.5.4.3");
    private static final byte[] KEY_USAGE = Der.oid("2.5.29.15");
    private static final byte[] ALTERNATIVE_NAMES = Der.oid("2.5.29.17");
    private static final byte[] BASIC_CONSTRAINTS = Der.oid("2.5.29.19");
    private static final byte[] EXTENDED_KEY_USAGE = Der.oid("2.5.29.37");
    private static final byte[] SERVER_AUTHENTICATION = Der.oid("1.3.6.1.5.5.7.3.1");

    private static final int RSA_BITS = 2048;
    private static final int DIGITAL_SIGNATURE = 0x80;
    private static final int KEY_ENCIPHERMENT = 0x20;
    private static final int CERTIFICATE_AND_CRL_SIGN = 0x06;
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final CompletableFuture<KeyPair> RSA_LEAF =
            inBackground("flowlab-rsa-key", Authority::rsaLeaf);
    private static final CompletableFuture<KeyPair> EC_LEAF =
            inBackground("flowlab-boringssl", Authority::ecLeaf);

    private final KeyPair key = keyPair("EC");
    private final byte[] name = commonName("Flowlab CA " + Long.toHexString(RANDOM.nextLong()));
    private final Instant from;
    private final String certificate;

    private Authority(Clock clock) {
        from = clock.instant().minus(BACKDATED);
        certificate =
                certificate(
                        name,
                        key,
                        extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.yes())),
                        extension(KEY_USAGE, true, Der.namedBits(CERTIFICATE_AND_CRL_SIGN)));
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

    /// A client's credentials: the certificate that it trusts.
    public Credentials forClient() {
        return new Credentials(certificate, null, null, null, null);
    }

    /// Makes a server's certificates.
    ///
    /// @param names the server's host names and dotted IPv4 addresses; the first is the
    ///   certificates' subject
    public Credentials forServer(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a server's certificate needs a name");
        }
        KeyPair ec = EC_LEAF.join();
        KeyPair rsa = RSA_LEAF.join();
        return new Credentials(
                certificate,
                leaf(names, rsa, DIGITAL_SIGNATURE | KEY_ENCIPHERMENT),
                Pem.privateKey(rsa.getPrivate()),
                leaf(names, ec, DIGITAL_SIGNATURE),
                Pem.privateKey(ec.getPrivate()));
    }

    private String leaf(List<String> names, KeyPair pair, int usage) {
        byte[][] alternatives = names.stream().map(Authority::generalName).toArray(byte[][]::new);
        return certificate(
                commonName(names.getFirst()),
                pair,
                extension(BASIC_CONSTRAINTS, true, Der.sequence()),
                extension(KEY_USAGE, true, Der.namedBits(usage)),
                extension(EXTENDED_KEY_USAGE, false, Der.sequence(SERVER_AUTHENTICATION)),
                extension(ALTERNATIVE_NAMES, false, Der.sequence(alternatives)));
    }

    private static byte[] generalName(String name) {
        return HostNames.isAddress(name)
                ? Der.implicit(IP_ADDRESS, NetUtil.createByteArrayFromIpAddressString(name))
                : Der.implicit(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] commonName(String text) {
        return Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8(text))));
    }

    private static byte[] extension(byte[] oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(oid, Der.yes(), Der.octets(value))
                : Der.sequence(oid, Der.octets(value));
    }

    /// Makes and signs a certificate: Certificate and TBSCertificate (RFC 5280 §4.1).
    private String certificate(byte[] subject, KeyPair pair, byte[]... extensions) {
        byte[] content =
                Der.sequence(
                        Der.explicit(0, Der.integer(BigInteger.TWO)),
                        Der.integer(new BigInteger(63, RANDOM).setBit(62)),
                        ECDSA_WITH_SHA256,
                        name,
                        Der.sequence(Der.time(from), Der.time(from.plus(VALIDITY))),
                        subject,
                        pair.getPublic().getEncoded(),
                        Der.explicit(3, Der.sequence(extensions)));
        return Pem.certificate(Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(sign(content))));
    }

    private byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sign with the lab's CA key", e);
        }
    }

    private static KeyPair keyPair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("RSA")) {
                generator.initialize(RSA_BITS);
            } else {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make " + algorithm + " keys", e);
        }
    }

    private static KeyPair rsaLeaf() {
        String file = System.getProperty(SavedKey.PROPERTY);
        return SavedKey.rsa(file == null ? null : Path.of(file), RSA_BITS, () -> keyPair("RSA"));
    }

    private static KeyPair ecLeaf() {
        KeyPair pair = keyPair("EC");
        OpenSsl.ensureAvailability();
        return pair;
    }

    private static CompletableFuture<KeyPair> inBackground(String thread, Supplier<KeyPair> work) {
        Executor executor = task -> Thread.ofPlatform().name(thread).daemon().start(task);
        return CompletableFuture.supplyAsync(work, executor);
    }
}
