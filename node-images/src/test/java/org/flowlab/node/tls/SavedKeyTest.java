package org.flowlab.node.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedKeyTest {
    private static final int BITS = 1024;

    @TempDir private Path folder;
    private int searches;

    private KeyPair search() {
        searches++;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyPair key() {
        return SavedKey.rsa(folder.resolve("key"), BITS, this::search);
    }

    @Test
    void a_key_is_searched_for_once_and_kept_for_its_owner_only() throws Exception {
        KeyPair first = key();
        KeyPair again = key();
        assertThat(searches).isEqualTo(1);
        assertThat(again.getPublic()).isEqualTo(first.getPublic());
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("key"))))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(again.getPrivate());
        byte[] signed = signature.sign();
        signature.initVerify(first.getPublic());
        assertThat(signature.verify(signed)).isTrue();
    }

    @Test
    void a_file_that_holds_no_such_key_is_replaced() throws IOException {
        String good = Pem.privateKey(key().getPrivate());
        String[] bad = {
            "",
            "nonsense",
            good.substring(0, good.length() / 2),
            good.replaceFirst("\n(.)", "\n*"),
            good + good
        };
        for (String text : bad) {
            Files.writeString(folder.resolve("key"), text);
            searches = 0;
            KeyPair made = key();
            assertThat(searches).as(text).isEqualTo(1);
            assertThat(key().getPublic()).isEqualTo(made.getPublic());
        }
        searches = 0;
        SavedKey.rsa(folder.resolve("key"), 2 * BITS, this::search);
        assertThat(searches).as("of another size").isEqualTo(1);
    }

    @Test
    void without_a_file_or_a_folder_a_key_is_searched_for() {
        assertThat(SavedKey.rsa(null, BITS, this::search)).isNotNull();
        assertThat(SavedKey.rsa(folder.resolve("no/key"), BITS, this::search)).isNotNull();
        assertThat(searches).isEqualTo(2);
    }
}
