package org.flowlab.sys;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
        return (int) descriptors().stream().filter(to -> to.startsWith("net:")).count();
    }

    /// What this process's descriptors stand for: files by their paths.
    static List<String> descriptors() {
        return list(Path.of("/proc/self/fd")).stream().map(NetnsTests::link).toList();
    }

    /// Whatever in any process keeps the namespace called `identity` alive, except sockets.
    static List<Path> holders(String identity) {
        List<Path> holders = new ArrayList<>();
        for (Path process : list(Path.of("/proc"))) {
            if (!process.getFileName().toString().chars().allMatch(Character::isDigit)) {
                continue;
            }
            Stream.concat(
                            list(process.resolve("fd")).stream(),
                            list(process.resolve("task")).stream().map(t -> t.resolve("ns/net")))
                    .filter(path -> link(path).equals(identity))
                    .forEach(holders::add);
            if (read(process.resolve("mountinfo")).contains(identity)) {
                holders.add(process.resolve("mountinfo"));
            }
        }
        return holders;
    }

    static List<String> interfaces(Namespace namespace) {
        return namespace.call(
                () ->
                        read(Path.of("/proc/thread-self/net/dev"))
                                .lines()
                                .skip(2)
                                .map(line -> line.strip().split(":")[0])
                                .toList());
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not happen within 20 s");
            }
            Thread.sleep(5);
        }
    }

    /// A node with one interface, eth0, in a subnet of 256.
    static NodeSetup node(String name, String address) {
        Inet4Address ip = ip(address);
        long mac = 0x02_00_00_00_00_00L | ip.getAddress()[3];
        return new NodeSetup(
                name,
                false,
                List.of(new NodeSetup.Interface("eth0", mac, ip, 24, 1500, Map.of())),
                List.of());
    }

    static Inet4Address ip(String text) {
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static String run(Namespace namespace, String... command) {
        return namespace.call(() -> run(command));
    }

    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = output(process);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /// A command that runs a class of the tests in a JVM of its own, with nothing but `sys`.
    static List<String> java(String classPath, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /// Where the classes are from which this one was loaded, and those that it tests.
    static List<Path> classFolders() {
        return Stream.of(Namespace.class, NetnsTests.class)
                .map(c -> Path.of(c.getProtectionDomain().getCodeSource().getLocation().getPath()))
                .toList();
    }

    static boolean has(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, program).canExecute());
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException e) {
            return "";
        }
    }

    static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            return "";
        }
    }
}
