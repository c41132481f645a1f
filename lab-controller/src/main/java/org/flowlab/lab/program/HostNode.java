package org.flowlab.lab.program;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.node.spec.NodeSpec.Credentials;
import org.flowlab.sys.Namespace;
import org.jspecify.annotations.Nullable;

/// A node on which a command of the user's runs: a client, proxy or origin that is not ours, or
/// anything else.
///
/// The command finds
///
/// - the lab's names in `/etc/hosts`,
/// - the lab's CA in the file that `FLOWLAB_CA` names (`SSL_CERT_FILE` and `CURL_CA_BUNDLE` too),
/// - a certificate for the node's name and its key in `FLOWLAB_CERT` and `FLOWLAB_KEY`,
/// - `SSLKEYLOGFILE` set, so that what it says can be read,
/// - its node's name in `FLOWLAB_NODE`.
///
/// The node's folder keeps those files, and in `output.log` what the command prints. Thread-safe.
public final class HostNode implements AutoCloseable {
    private static final long LEAST_POLL_MILLIS = 10;
    private static final long MOST_POLL_MILLIS = 250;

    /// As the first process of its namespace a program would be spared SIGTERM; so it is the
    /// second.
    private static final List<String> FIRST_PROCESS =
            List.of("/bin/sh", "-c", "\"$@\"\nexit $?", "sh");

    private static final System.Logger LOG = System.getLogger(HostNode.class.getName());

    private final String name;
    private final List<String> command;
    private final Namespace namespace;
    private final Path folder;
    private final GrowingFile keys;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable HostProcess process;

    /// Prepares the node's folder; nothing runs yet.
    ///
    /// @param environment added to this process's and the lab's own
    /// @param hosts addresses by name
    /// @param credentials certificates that answer to the node's name
    /// @param folder made if need be
    public HostNode(
            String name,
            List<String> command,
            Map<String, String> environment,
            Map<String, String> hosts,
            Credentials credentials,
            Path folder,
            Namespace namespace) {
        this.name = name;
        this.command = List.copyOf(command);
        this.namespace = namespace;
        this.folder = folder.toAbsolutePath();
        this.keys = new GrowingFile(this.folder.resolve("keys.log"));
        try {
            Files.createDirectories(this.folder);
            Files.writeString(this.folder.resolve("hosts"), hostsFile(name, hosts));
            String ca = write("ca.pem", credentials.trusted());
            for (String variable : List.of("FLOWLAB_CA", "SSL_CERT_FILE", "CURL_CA_BUNDLE")) {
                this.environment.put(variable, ca);
            }
            this.environment.put("FLOWLAB_CERT", write("cert.pem", credentials.rsaChain()));
            this.environment.put("FLOWLAB_KEY", write("key.pem", credentials.rsaKey()));
        } catch (IOException e) {
            throw new UncheckedIOException("prepare the folder of host node \"" + name + "\"", e);
        }
        this.environment.put("FLOWLAB_NODE", name);
        this.environment.put("SSLKEYLOGFILE", keys.path().toString());
        this.environment.putAll(environment);
    }

    private String write(String file, @Nullable String text) throws IOException {
        return Files.writeString(folder.resolve(file), text == null ? "" : text).toString();
    }

    private static String hostsFile(String node, Map<String, String> hosts) {
        StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
        hosts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        e -> text.append(e.getValue()).append(' ').append(e.getKey()).append('\n'));
        if (!hosts.containsKey(node)) {
            text.append("127.0.0.1 ").append(node).append('\n');
        }
        return text.toString();
    }

    public String name() {
        return name;
    }

    /// What the command prints.
    public Path output() {
        return folder.resolve("output.log");
    }

    /// The process that runs, or ran last; null before the first.
    public synchronized @Nullable HostProcess process() {
        return process;
    }

    /// Checks that the command's program is there.
    ///
    /// @throws IOException if there is no such program, or it may not be run; the message says so
    public void requireProgram() throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.environment().putAll(environment);
        new Programs(builder.environment().get("PATH")).require(command.getFirst());
    }

    /// Starts the command; one that still runs is ended first.
    ///
    /// @param more environment variables for this time
    /// @throws IOException where it cannot be started; the message names the command
    public synchronized HostProcess start(Map<String, String> more) throws IOException {
        close();
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        List<String> line = new ArrayList<>(leash());
        line.addAll(FIRST_PROCESS);
        line.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        builder.environment().putAll(all);
        Programs programs = new Programs(builder.environment().get("PATH"));
        programs.require(command.getFirst());
        long outputBegin = Files.exists(output()) ? Files.size(output()) : 0;
        HostProcess started =
                new HostProcess(
                        String.join(" ", command),
                        namespace.start(builder, folder.resolve("hosts")),
                        output(),
                        outputBegin);
        process = started;
        return started;
    }

    /// A process namespace: its first process takes all others with it when it ends, and is killed
    /// when `unshare` is, which [Namespace#start] ties to this JVM. All in a session of its own, as
    /// Ctrl-C on the lab's terminal is for the lab alone (util-linux).
    private static List<String> leash() throws IOException {
        Programs own = new Programs(System.getenv("PATH"));
        own.requireTool("setpriv");
        return List.of(
                own.requireTool("setsid"),
                own.requireTool("unshare"),
                "--pid",
                "--fork",
                "--kill-child=KILL",
                "--");
    }

    /// Waits until the command, or whatever else is in the node's namespace, listens on a TCP port.
    ///
    /// @throws IOException where the command ends before, or nothing listens in time
    public void awaitListening(int port, Duration patience) throws IOException {
        long start = System.nanoTime();
        HostProcess running = process();
        if (running == null) {
            throw new IOException("was not started, and so does not listen on port " + port);
        }
        while (!Listeners.of(Path.of("/proc/" + running.pid() + "/net")).on(port)) {
            if (running.exit() != null) {
                throw new IOException(running.told() + " before anything listened on port " + port);
            }
            long waited = System.nanoTime() - start;
            if (waited >= patience.toNanos()) {
                throw new IOException(
                        "nothing listens on port %d after %d s"
                                .formatted(port, patience.toSeconds()));
            }
            try {
                // To look is dear: the kernel goes through the tables of all namespaces.
                Thread.sleep(Math.clamp(waited / 10_000_000, LEAST_POLL_MILLIS, MOST_POLL_MILLIS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for port " + port, e);
            }
        }
    }

    /// The key log lines written since the last call, whole ones only.
    public synchronized List<String> newKeys() {
        try {
            long skipped = keys.skippedLines();
            List<String> lines = keys.newLines();
            if (keys.skippedLines() > skipped) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "node \"{0}\": a line of {1} is longer than 1 MiB and was skipped; keys"
                                + " after it are read",
                        name,
                        keys.path());
            }
            return lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            return List.of(); // the next call may have better luck
        }
    }

    /// Ends the command and all that it started.
    @Override
    public synchronized void close() {
        if (process != null) {
            process.close();
        }
    }
}
