package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.flowlab.node.FreePorts;
import org.flowlab.node.spdy.ScriptedPeer;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.spec.NodeSpec.Limits;

/// A proxy on 127.0.0.1 with a foreign client (the JDK's TLS) and origins made of plain sockets.
final class ProxyWire implements AutoCloseable {
    static final Limits LIMITS = new Limits(10_000, 30_000, 2_000, 2_000, 4_096, 100, 100, 262_144);

    /// What the kernel's buffers of two TCP connections may hold on top of the proxy's own.
    static final long KERNEL_BYTES = 24L << 20;

    final LoopbackLab lab = new LoopbackLab();

    /// What the scripts of origins tell of.
    final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    private final List<AutoCloseable> open = Collections.synchronizedList(new ArrayList<>());

    interface Script {
        void play(Socket socket) throws Exception;
    }

    LoopbackLab.Running proxy(Limits limits, boolean reuse) throws Exception {
        return lab.start(
                new NodeSpec(
                        "proxy",
                        NodeSpec.Role.PROXY,
                        LoopbackLab.BOTH,
                        "127.0.0.1",
                        0,
                        FreePorts.next(),
                        lab.authority.forServer(List.of("proxy", "127.0.0.1")),
                        LoopbackLab.HOSTS,
                        reuse,
                        limits));
    }

    /// Plays `script` on each connection, each on its own thread.
    int origin(Script script) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(server);
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!server.isClosed()) {
                                try {
                                    Socket socket = server.accept();
                                    open.add(socket);
                                    Thread.ofVirtual().start(() -> play(script, socket));
                                } catch (IOException e) {
                                    return;
                                }
                            }
                        });
        return server.getLocalPort();
    }

    /// An origin that answers every head at once, whatever the body, and tells what it has read.
    int answering() throws IOException {
        return origin(
                socket -> {
                    for (String head = head(socket); !head.isEmpty(); head = head(socket)) {
                        seen.add(head);
                        send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    }
                });
    }

    /// What an origin tells of next.
    String next() throws InterruptedException {
        String text = seen.poll(40, TimeUnit.SECONDS);
        assertThat(text).as("something at the origin").isNotNull();
        return text;
    }

    private static void play(Script script, Socket socket) {
        try (socket) {
            socket.setSoTimeout(40_000);
            script.play(socket);
        } catch (Exception e) {
            // The test sees what has become of its connection.
        }
    }

    SSLSocket client(LoopbackLab.Running proxy, String... protocols) throws Exception {
        Socket tcp = new Socket(InetAddress.getLoopbackAddress(), proxy.spec().tlsPort());
        return client(tcp, protocols);
    }

    ScriptedPeer spdy(LoopbackLab.Running proxy) throws Exception {
        return new ScriptedPeer(client(proxy, "spdy/3.1"));
    }

    SSLSocket client(Socket tcp, String... protocols) throws Exception {
        open.add(tcp);
        SSLSocket socket =
                (SSLSocket)
                        context()
                                .getSocketFactory()
                                .createSocket(tcp, "127.0.0.1", tcp.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(40_000);
        socket.startHandshake();
        return socket;
    }

    private SSLContext context() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "lab",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new java.io.ByteArrayInputStream(
                                        lab.authority
                                                .certificate()
                                                .getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /// A message's head, without the empty line that ends it.
    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            if (b < 0) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
            head.write(b);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text.substring(0, text.length() - 4);
            }
        }
    }

    static String head(Socket socket) throws IOException {
        return head(socket.getInputStream());
    }

    static String rest(Socket socket) throws IOException {
        return new String(
                new BufferedInputStream(socket.getInputStream()).readAllBytes(),
                StandardCharsets.ISO_8859_1);
    }

    static String text(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    /// Waits until `counter` stands still, and tells where.
    static long settled(AtomicLong counter) throws InterruptedException {
        long before = -1;
        for (int i = 0; i < 100 && (before != counter.get() || before == 0); i++) {
            before = counter.get();
            Thread.sleep(200);
        }
        return counter.get();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable it : List.copyOf(open)) {
            it.close();
        }
        lab.close();
    }
}
