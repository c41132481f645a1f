package org.flowlab.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// What tests that make namespaces share.
final class NetnsTests {
    private NetnsTests() {}

    /// Skips the test where this process may not make namespaces.
    static void assume() {
        try {
            Namespace.create("probe").close();
        } catch (UnsupportedMachineException e) {
            Assumptions.assumeTrue(false, "skipped: " + e.getMessage());
        }
    }

    /// Descriptors of this process that hold a network namespace.
    static int namespacesHeld() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.filter(NetnsTests::isNamespace).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isNamespace(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().startsWith("net:");
        } catch (IOException e) {
            return false;
        }
    }
}
