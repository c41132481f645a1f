package org.flowlab.lab.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The command that runs a node's program in a JVM like this one.
final class JavaCommand {
    private static final String CACHE = "-XX:AOTCache=";

    /// The JVM's own remarks must not mix with the protocol on standard output. The heap is bounded
    /// so that many nodes fit on one machine.
    private static final List<String> OPTIONS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:-UsePerfData",
                    "-XX:+DisplayVMOutputToStderr",
                    "-XX:+ErrorFileToStderr",
                    "-Xlog:disable",
                    "-Xmx256m",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private JavaCommand() {}

    /// Uses this JVM's classes and libraries, and its cache of trained code if it has one.
    static List<String> ofNode() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ownArguments().filter(option -> option.startsWith(CACHE)).forEach(command::add);
        command.addAll(OPTIONS);
        for (String property : List.of("java.io.tmpdir", "java.library.path")) {
            command.add("-D" + property + "=" + System.getProperty(property));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("org.flowlab.node.main.Main");
        return command;
    }

    private static Stream<String> ownArguments() {
        try {
            return Stream.of(Files.readString(Path.of("/proc/self/cmdline")).split("\0", -1));
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
