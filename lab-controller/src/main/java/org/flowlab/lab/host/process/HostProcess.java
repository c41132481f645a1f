package org.flowlab.lab.host.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.flowlab.sys.Namespace;
import org.jspecify.annotations.Nullable;

/// A command of the user's in a node's namespace: a client, proxy or origin that is not ours.
///
/// The kernel ends it, and whatever it started, when this process ends in any way. It finds
///
/// - the lab's names in `/etc/hosts`,
/// - the lab's CA in the file that `FLOWLAB_CA` names (`SSL_CERT_FILE` and `CURL_CA_BUNDLE` too),
/// - `SSLKEYLOGFILE` set, so that what it says can be read.
///
/// Its folder keeps those, and what it prints in `output.log`.
public final class HostProcess implements AutoCloseable {
    private static final long GRACE_MILLIS = 500;

    private final String node;
    private final Path folder;
    private final Process process;
    private final Thread keeper;
    private long keysRead;

    private HostProcess(String node, Path folder, Process process, Thread keeper) {
        this.node = node;
        this.folder = folder;
        this.process = process;
        this.keeper = keeper;
    }

    /// Starts the command.
    ///
    /// @param folder made if need be, for what belongs to this node
    /// @param authority the lab's CA certificate in PEM
    /// @throws UncheckedIOException where it cannot be started: the message names the command
    public static HostProcess start(
            String node,
            List<String> command,
            Map<String, String> environment,
            Map<String, String> hosts,
            String authority,
            Path folder,
            Namespace namespace) {
        try {
            Files.createDirectories(folder);
            Path names = Files.writeString(folder.resolve("hosts"), hostsFile(node, hosts));
            Path ca = Files.writeString(folder.resolve("ca.pem"), authority).toAbsolutePath();
            Path keys = folder.resolve("keys.log").toAbsolutePath();
            ProcessBuilder builder =
                    new ProcessBuilder(leashed(command))
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("output.log").toFile());
            builder.environment().put("FLOWLAB_NODE", node);
            builder.environment().put("FLOWLAB_CA", ca.toString());
            builder.environment().put("SSL_CERT_FILE", ca.toString());
            builder.environment().put("CURL_CA_BUNDLE", ca.toString());
            builder.environment().put("SSLKEYLOGFILE", keys.toString());
            builder.environment().putAll(environment);
            return spawn(node, folder, builder, namespace, names);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "start host node \"" + node + "\": " + String.join(" ", command), e);
        }
    }

    /// The thread that starts the process must live as long as it does: the kernel's parent-death
    /// signal is tied to it.
    private static HostProcess spawn(
            String node, Path folder, ProcessBuilder builder, Namespace namespace, Path names)
            throws IOException {
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread keeper =
                namespace
                        .threads("host-" + node, names)
                        .newThread(
                                () -> {
                                    try {
                                        builder.redirectInput(
                                                ProcessBuilder.Redirect.from(
                                                        Path.of("/dev/null").toFile()));
                                        Process process = builder.start();
                                        started.complete(process);
                                        process.waitFor();
                                    } catch (IOException | RuntimeException e) {
                                        started.completeExceptionally(e);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        keeper.setUncaughtExceptionHandler((_, e) -> started.completeExceptionally(e));
        keeper.start();
        try {
            return new HostProcess(node, folder, started.get(), keeper);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// A command that dies with this process, and its children with it (util-linux).
    private static List<String> leashed(List<String> command) {
        List<String> all = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        all.addAll(List.of("unshare", "--pid", "--fork", "--kill-child=KILL", "--"));
        all.addAll(command);
        return all;
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

    public String node() {
        return node;
    }

    /// Its exit status, null while it runs.
    public @Nullable Integer exit() {
        return process.isAlive() ? null : process.exitValue();
    }

    /// The key log lines that it wrote since the last call.
    public synchronized List<String> newKeys() {
        Path keys = folder.resolve("keys.log");
        if (!Files.isReadable(keys)) {
            return List.of();
        }
        try {
            List<String> lines = Files.readAllLines(keys);
            List<String> fresh = lines.stream().skip(keysRead).toList();
            keysRead = lines.size();
            return fresh;
        } catch (IOException e) {
            return List.of(); // half written: the next call has it
        }
    }

    /// Asks it to end, and ends it with all its children when it does not.
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                process.waitFor();
            }
            keeper.join(GRACE_MILLIS);
        } catch (InterruptedException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
