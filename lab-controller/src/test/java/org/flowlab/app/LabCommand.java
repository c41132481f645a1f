package org.flowlab.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.flowlab.trial.ShippedFiles;

/// The command line as a process of its own, as `./lab` starts it.
final class LabCommand {
    private LabCommand() {}

    record Ended(int status, String out, String err) {
        String all() {
            return out + err;
        }
    }

    static Process start(Path folder, String... arguments) throws IOException {
        return start(folder, List.of(), arguments);
    }

    /// @param before a command that runs the one behind it
    static Process start(Path folder, List<String> before, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(command(List.of(), arguments));
        return start(folder, command);
    }

    /// With a folder for temporary files of its own.
    static Process startIn(Path folder, Path temporary, String... arguments) throws IOException {
        return start(folder, command(List.of("-Djava.io.tmpdir=" + temporary), arguments));
    }

    /// With more variables in its environment.
    static Process start(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        ProcessBuilder builder = builder(folder, command(List.of(), arguments));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Process start(Path folder, List<String> command) throws IOException {
        return builder(folder, command).start();
    }

    private static ProcessBuilder builder(Path folder, List<String> command) {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
    }

    /// On a terminal of its own: what is written to the process is typed there, and all that is
    /// shown there is its output.
    static Process startOnTerminal(Path folder, String... arguments) throws IOException {
        String line =
                command(List.of(), arguments).stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
        Files.writeString(folder.resolve("err"), "");
        ProcessBuilder builder =
                new ProcessBuilder(
                                "script", "--quiet", "--flush", "--return", "-c", line, "/dev/null")
                        .directory(folder.toFile())
                        .redirectOutput(folder.resolve("out").toFile());
        builder.environment().put("TERM", "xterm");
        return builder.start();
    }

    private static List<String> command(List<String> options, String... arguments) {
        // A job in the background inherits that SIGINT is ignored; a user's shell does not do that.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dflowlab.home=" + ShippedFiles.folder("topologies").getParent(),
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    static Ended await(Path folder, Process process) throws IOException, InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("did not end: " + read(folder, "out") + read(folder, "err"));
        }
        return new Ended(process.exitValue(), read(folder, "out"), read(folder, "err"));
    }

    static Ended run(Path folder, String... arguments) throws IOException, InterruptedException {
        return await(folder, start(folder, arguments));
    }

    private static String read(Path folder, String file) throws IOException {
        return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    }
}
