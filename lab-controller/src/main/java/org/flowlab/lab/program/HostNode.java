package org.flowlab.lab.program;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.flowlab.sys.Folder;
import org.flowlab.sys.Namespace;
import org.flowlab.sys.Owner;
import org.flowlab.sys.Pipe;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node on which a user's command runs: another client, proxy or origin, or anything else.
///
/// The command finds
///
/// - the lab's names in `/etc/hosts`,
/// - the lab's CA in the file that `FLOWLAB_CA` names (`SSL_CERT_FILE` and `CURL_CA_BUNDLE` too),
/// - a certificate for the node's name and its key in `FLOWLAB_CERT` and `FLOWLAB_KEY`,
/// - in `SSLKEYLOGFILE` where to write its TLS secrets, so that its traffic can be read,
/// - its node's name in `FLOWLAB_NODE`.
///
/// These files are in the node's folder, and so is `output.log`, which keeps what the command
/// prints. The command may do anything to that folder, so each start makes the files anew, and no
/// link in it is followed. Thread-safe.
public final class HostNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostNode.class);

    private static final long LEAST_POLL_MILLIS = 10;
    private static final long MOST_POLL_MILLIS = 250;

    /// The kernel does not deliver SIGTERM to the first process of a process namespace, so the
    /// command is the second.
    private static final List<String> FIRST_PROCESS =
            List.of("/bin/sh", "-c", "\"$@\"\nexit $?", "sh");

    /// A line of the NSS key log format: a label, a client's random number, a secret.
    private static final Pattern KEY =
            Pattern.compile("[A-Z0-9_]+ +[0-9a-fA-F]+ +[0-9a-fA-F]+\\s*");

    private static final int READABLE = 0644;
    private static final int PRIVATE = 0600;

    static final String FOREGROUND =
            "a server must stay in the foreground: when its command ends, all that it started is"
                    + " killed";

    private final Program program;
    private final Namespace namespace;
    private final Privileges privileges;
    private final Folder results;
    private final Path path;
    private final GrowingFile keys = new GrowingFile("keys.log");

    /// The node's folder as of the last start; null before the first.
    private @Nullable Folder folder;

    private @Nullable HostProcess process;

    /// @param results in which the node's folder is made; stays the caller's to close
    public HostNode(Program program, Folder results, Namespace namespace) {
        this(program, results, namespace, Privileges.ofThisProcess());
    }

    HostNode(Program program, Folder results, Namespace namespace, Privileges privileges) {
        this.program = program;
        this.namespace = namespace;
        this.privileges = privileges;
        this.results = results;
        this.path = results.path().resolve(program.node());
    }

    public String name() {
        return program.node();
    }

    /// The process that runs, or ran last; null before the first start.
    public synchronized @Nullable HostProcess process() {
        return process;
    }

    /// Checks that the command's program is there.
    ///
    /// @throws IOException if there is no such program, or it may not be run; the message says so
    public void requireProgram() throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.environment().putAll(program.environment());
        new Programs(builder.environment().get("PATH")).require(program.command().getFirst());
    }

    /// Starts the command; one that still runs is ended first.
    ///
    /// @param more environment variables for this start
    /// @throws IOException if it cannot be started; the message names the command
    public synchronized HostProcess start(Map<String, String> more) throws IOException {
        end();
        requireProgram();
        List<String> line = new ArrayList<>(leash());
        line.addAll(FIRST_PROCESS);
        line.addAll(program.command());
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"));
        builder.environment().putAll(privileges.environment());
        builder.environment().putAll(environment());
        builder.environment().putAll(program.environment());
        builder.environment().putAll(more);
        HostProcess started = start(builder);
        process = started;
        return started;
    }

    private HostProcess start(ProcessBuilder builder) throws IOException {
        Owner owner = privileges.user();
        Folder inside = results.folder(name(), owner);
        folder = inside;
        Object hosts = writeFiles(inside);
        if (owner != null) {
            Reach.closed(path, owner).ifPresent(closed -> warnOf(closed, owner));
        }
        Output output = output(inside, owner);
        try {
            builder.redirectOutput(ProcessBuilder.Redirect.to(output.programsEnd()));
            Process begun = namespace.start(builder, path.resolve("hosts"), hosts);
            output.begin();
            return new HostProcess(String.join(" ", program.command()), begun, output);
        } catch (IOException | RuntimeException e) {
            output.close();
            throw e;
        }
    }

    private Output output(Folder inside, @Nullable Owner owner) throws IOException {
        Pipe pipe = Pipe.open(owner);
        try {
            FileChannel log = inside.append("output.log", READABLE, owner);
            return new Output(name(), pipe, log, program.outputLimit());
        } catch (IOException | RuntimeException e) {
            pipe.close();
            throw e;
        }
    }

    private void warnOf(Path closed, Owner owner) {
        LOG.warn(
                "node \"{}\": its program runs as user {}, who cannot enter its folder {}: the"
                        + " mode of {} does not let others in. Its certificates and keys.log are"
                        + " out of reach. Run with umask 022, or chmod o+x that directory",
                name(),
                owner.uid(),
                path,
                closed);
    }

    /// @return the key of the file `hosts`
    private Object writeFiles(Folder inside) throws IOException {
        Owner owner = privileges.user();
        inside.write("ca.pem", bytes(program.credentials().trusted()), READABLE, owner);
        inside.write("cert.pem", bytes(program.credentials().rsaChain()), READABLE, owner);
        inside.write("key.pem", bytes(program.credentials().rsaKey()), PRIVATE, owner);
        inside.clear(keys.name());
        return inside.write("hosts", bytes(hostsFile()), READABLE, owner);
    }

    private static byte[] bytes(@Nullable String text) {
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    private String hostsFile() {
        StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
        program.hosts().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        e -> text.append(e.getValue()).append(' ').append(e.getKey()).append('\n'));
        if (!program.hosts().containsKey(name())) {
            text.append("127.0.0.1 ").append(name()).append('\n');
        }
        return text.toString();
    }

    private Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String variable : List.of("FLOWLAB_CA", "SSL_CERT_FILE", "CURL_CA_BUNDLE")) {
            variables.put(variable, path.resolve("ca.pem").toString());
        }
        variables.put("FLOWLAB_CERT", path.resolve("cert.pem").toString());
        variables.put("FLOWLAB_KEY", path.resolve("key.pem").toString());
        variables.put("SSLKEYLOGFILE", path.resolve(keys.name()).toString());
        variables.put("FLOWLAB_NODE", name());
        return variables;
    }

    /// The commands of util-linux before the user's: a session of its own, as Ctrl-C on the lab's
    /// terminal is for the lab alone; a process namespace, whose first process takes all others
    /// with it when it ends, and is killed when `unshare` is, which [Namespace#start] ties to this
    /// JVM; and in it fewer privileges.
    private List<String> leash() throws IOException {
        Programs own = new Programs(System.getenv("PATH"));
        List<String> line =
                new ArrayList<>(
                        List.of(
                                own.requireTool("setsid"),
                                own.requireTool("unshare"),
                                "--pid",
                                "--fork",
                                "--kill-child=KILL",
                                "--",
                                own.requireTool("setpriv")));
        line.addAll(privileges.options());
        return line;
    }

    /// Waits until the command, or whatever else is in the node's namespace, listens on a TCP port.
    ///
    /// @throws IOException if the command ends before, or nothing listens in time
    public void awaitListening(int port, Duration patience) throws IOException {
        long start = System.nanoTime();
        HostProcess running = process();
        if (running == null) {
            throw new IOException("was not started, and so does not listen on port " + port);
        }
        while (!Listeners.of(Path.of("/proc/" + running.pid() + "/net")).on(port)) {
            Integer exit = running.exit();
            if (exit != null) {
                throw new IOException(
                        running.told()
                                + " before anything listened on port "
                                + port
                                + (exit == 0 ? "; " + FOREGROUND : ""));
            }
            long waited = System.nanoTime() - start;
            if (waited >= patience.toNanos()) {
                throw new IOException(
                        "nothing listens on port %d after %d s"
                                .formatted(port, patience.toSeconds()));
            }
            try {
                // Each look is expensive: the kernel goes through the tables of all namespaces.
                Thread.sleep(Math.clamp(waited / 10_000_000, LEAST_POLL_MILLIS, MOST_POLL_MILLIS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for port " + port, e);
            }
        }
    }

    /// Describes a server that has ended.
    public String serverTold(HostProcess ended) {
        Integer exit = ended.exit();
        return ended.told() + (exit != null && exit == 0 ? "; " + FOREGROUND : "");
    }

    /// The key log lines written since the last call, whole ones only.
    public synchronized List<String> newKeys() {
        if (folder == null) {
            return List.of();
        }
        try {
            long skipped = keys.skippedLines();
            List<String> lines = keys.newLines(folder);
            if (keys.skippedLines() > skipped) {
                LOG.warn(
                        "node \"{}\": a line of {} is longer than 1 MiB and was skipped; keys"
                                + " after it are read",
                        name(),
                        path.resolve(keys.name()));
            }
            return lines.stream().filter(line -> KEY.matcher(line).matches()).toList();
        } catch (IOException e) {
            return List.of(); // the next call may have better luck
        }
    }

    /// Ends the command and all that it started.
    @Override
    public synchronized void close() {
        end();
    }

    private void end() {
        if (process != null) {
            process.close();
        }
        if (folder != null) {
            folder.close();
            folder = null;
        }
    }
}
