package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.ProxyWire.LIMITS;
import static org.flowlab.node.role.ProxyWire.head;
import static org.flowlab.node.role.ProxyWire.rest;
import static org.flowlab.node.role.ProxyWire.send;
import static org.flowlab.node.spdy.ScriptedPeer.FIN;
import static org.flowlab.node.spdy.ScriptedPeer.RST_STREAM;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_REPLY;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocket;
import org.flowlab.node.role.LoopbackLab.Running;
import org.flowlab.node.spdy.ScriptedPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every buffer is given back, however a tunnel or a request ends.
@Timeout(180)
class ProxyLeakTest {
    private final List<String> leaks = Collections.synchronizedList(new ArrayList<>());

    @Test
    void no_buffer_is_lost_however_things_end() throws Exception {
        ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector<?> detector = detector();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        Logger log = Logger.getLogger(ResourceLeakDetector.class.getName());
        log.setUseParentHandlers(false);
        detector.setLeakListener((type, records) -> leaks.add(type + " " + records));
        try {
            try (ProxyWire wire = new ProxyWire()) {
                for (int i = 0; i < 2; i++) {
                    roughUse(wire);
                }
            }
            report();
            assertThat(leaks).isEmpty();
            detectorWorks();
        } finally {
            detector.setLeakListener(null);
            log.setUseParentHandlers(true);
            ResourceLeakDetector.setLevel(before);
        }
    }

    private static ResourceLeakDetector<?> detector() throws ReflectiveOperationException {
        Field field =
                Class.forName("io.netty.buffer.AbstractByteBuf").getDeclaredField("leakDetector");
        field.setAccessible(true);
        return (ResourceLeakDetector<?>) field.get(null);
    }

    private void detectorWorks() throws InterruptedException {
        ByteBuf lost = ByteBufAllocator.DEFAULT.buffer(16);
        lost.writeByte(1);
        lost = null;
        report();
        assertThat(leaks).isNotEmpty();
    }

    private static void report() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(50);
            for (int n = 0; n < 100; n++) {
                ByteBufAllocator.DEFAULT.buffer(16).release();
            }
        }
    }

    private static void roughUse(ProxyWire wire) throws Exception {
        Running proxy = wire.proxy(LIMITS, true);
        byte[] block = new byte[30_000];
        int pouring =
                wire.origin(
                        socket -> {
                            while (true) {
                                socket.getOutputStream().write(block);
                            }
                        });
        int page =
                wire.origin(
                        socket -> {
                            while (!head(socket).isEmpty()) {
                                send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                                send(socket, "12");
                                Thread.sleep(20);
                                send(socket, "345");
                            }
                        });
        int breaking =
                wire.origin(
                        socket -> {
                            head(socket);
                            send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1");
                        });
        // HTTP/1.1: a vanished client, a refused CONNECT with early bytes, broken responses.
        Socket tcp = new Socket(InetAddress.getLoopbackAddress(), proxy.spec().tlsPort());
        SSLSocket vanishing = wire.client(tcp);
        send(vanishing, "CONNECT origin:%d HTTP/1.1\r\nHost: o\r\n\r\n".formatted(pouring));
        head(vanishing);
        SSLSocket refused = wire.client(proxy);
        send(refused, "CONNECT origin:1 HTTP/1.1\r\nHost: o\r\n\r\n" + "early".repeat(500));
        head(refused);
        for (int port : new int[] {page, breaking}) {
            SSLSocket client = wire.client(proxy);
            String get = "GET http://origin:%d/ HTTP/1.1\r\nHost: o\r\n\r\n".formatted(port);
            send(client, get + get + get);
            head(client);
        }
        // SPDY: resets and ends in all places, then the session's.
        ScriptedPeer peer = new ScriptedPeer(wire.client(proxy, "spdy/3.1"));
        for (int id = 1; id < 60; id += 2) {
            int port = id % 3 == 0 ? pouring : id % 3 == 1 ? page : breaking;
            String target = "origin:" + port;
            boolean connect = id % 4 == 1;
            peer.synStream(
                    id,
                    connect ? 0 : id % 8 == 3 ? FIN : 0,
                    connect
                            ? ScriptedPeer.head("CONNECT", target)
                            : ScriptedPeer.head("POST", "http://" + target + "/"));
            peer.data(id, 0, block);
            if (id % 5 == 0) {
                peer.words(RST_STREAM, id, 5);
            }
        }
        peer.next(SYN_REPLY);
        Thread.sleep(200);
        tcp.setSoLinger(true, 0);
        tcp.close();
        peer.close();
        rest(refused);
        proxy.node().close();
    }
}
