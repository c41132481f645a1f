package org.flowlab.dissect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.spec.NodeSpec.Credentials;
import org.flowlab.node.tls.Authority;

/// `openssl s_server` and `openssl s_client` with a watcher between them.
final class OpenSsl implements AutoCloseable {
    private static final Credentials CREDENTIALS = Authority.create().forServer(List.of("origin"));
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Path folder;
    private final Process server;
    private final int port;

    OpenSsl(Path folder, String... serverArguments) throws Exception {
        this.folder = folder;
        Files.writeString(folder.resolve("chain.pem"), CREDENTIALS.rsaChain());
        Files.writeString(folder.resolve("key.pem"), CREDENTIALS.rsaKey());
        port = freePort();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "openssl",
                                "s_server",
                                "-accept",
                                "127.0.0.1:" + port,
                                "-cert",
                                "chain.pem",
                                "-key",
                                "key.pem"));
        command.addAll(List.of(serverArguments));
        server =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("server.log").toFile())
                        .start();
        awaitListening();
    }

    static boolean isThere() {
        try {
            Process process = new ProcessBuilder("openssl", "version").start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try (Socket ignored = new Socket(LOOPBACK, port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !server.isAlive()) {
                    throw new IOException(Files.readString(folder.resolve("server.log")), e);
                }
                Thread.sleep(20);
            }
        }
    }

    /// Runs a client with `input`, to its end.
    ///
    /// @param input for the client; or several parts with `|` between them. Each part is written
    ///   when both sides are idle: to the client, or to the server if it begins with `<`
    /// @return the bytes that both sent, in order
    List<Said> client(String input, String... arguments) throws Exception {
        List<Said> said = new ArrayList<>();
        try (ServerSocket relay = new ServerSocket(0, 1, LOOPBACK)) {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    "openssl",
                                    "s_client",
                                    "-connect",
                                    "127.0.0.1:" + relay.getLocalPort(),
                                    "-servername",
                                    "origin",
                                    "-keylogfile",
                                    "keys.log"));
            command.addAll(List.of(arguments));
            Process client =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("client.log").toFile())
                            .start();
            relay.setSoTimeout(10_000);
            try (Socket near = relay.accept();
                    Socket far = new Socket(LOOPBACK, port)) {
                Thread up = relay("relay up", () -> copy(near, far, true, said));
                Thread down = relay("relay down", () -> copy(far, near, false, said));
                AtRest both =
                        new AtRest(
                                List.of(client, server),
                                Set.of(up.getName(), down.getName()),
                                Set.of(relay.getLocalPort(), port));
                // s_client and s_server take a letter as a command only if it arrives by itself.
                for (String part : input.split("\\|", -1)) {
                    if (input.contains("|")) {
                        awaitSomething(said);
                        both.await();
                    }
                    boolean toServer = part.startsWith("<");
                    OutputStream in = (toServer ? server : client).getOutputStream();
                    in.write(part.substring(toServer ? 1 : 0).getBytes(StandardCharsets.US_ASCII));
                    in.flush();
                }
                if (!client.waitFor(10, TimeUnit.SECONDS)) {
                    throw new IOException(Files.readString(folder.resolve("client.log")));
                }
                up.join(5000);
                down.join(5000);
            } finally {
                client.destroyForcibly();
            }
        }
        return said;
    }

    private static Thread relay(String name, Runnable task) {
        return Thread.ofPlatform().name(name).start(task);
    }

    private static void awaitSomething(List<Said> said) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            synchronized (said) {
                if (!said.isEmpty()) {
                    return;
                }
            }
            if (System.nanoTime() > end) {
                throw new IOException("the client says nothing");
            }
            Thread.sleep(5);
        }
    }

    private static void copy(Socket from, Socket to, boolean fromClient, List<Said> said) {
        byte[] buffer = new byte[32 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                synchronized (said) {
                    said.add(new Said(fromClient, Arrays.copyOf(buffer, n)));
                }
                out.write(buffer, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // The other side has closed; the bytes so far are kept.
        }
    }

    List<String> keys() throws IOException {
        return Files.readAllLines(folder.resolve("keys.log"));
    }

    String log() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(Files.readAllBytes(folder.resolve("client.log")));
        all.write(Files.readAllBytes(folder.resolve("server.log")));
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws Exception {
        server.destroy();
        server.waitFor(5, TimeUnit.SECONDS);
    }
}
