package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.sys.NetnsTests.run;

import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What TCP learned of a host is gone after [Wiring#forget]; path MTUs are
/// [org.flowlab.lab.PathMtuTest]'s.
@Tag("netns")
@Tag("tool")
class ForgettingTest {
    /// A server and a client of it on the loopback interface; Fast Open if the second argument says
    /// so. A few round trips, or nothing is kept.
    private static final String TALK =
            """
            import socket, sys
            fast = sys.argv[1] == 'fast'
            server = socket.socket()
            if fast: server.setsockopt(socket.IPPROTO_TCP, 23, 5)
            server.bind(('127.0.0.1', 5000)); server.listen(5)
            client = socket.socket()
            if fast: client.sendto(b'x', 0x20000000, ('127.0.0.1', 5000))
            else: client.connect(('127.0.0.1', 5000)); client.sendall(b'x')
            peer, _ = server.accept()
            for _ in range(10):
                peer.recv(1); peer.sendall(b'y'); client.recv(1); client.sendall(b'x')
            client.shutdown(socket.SHUT_WR)
            while peer.recv(9): pass
            peer.close(); client.recv(1); client.close()
            """;

    @BeforeEach
    void may() {
        NetnsTests.assume();
        for (String tool : List.of("ip", "python3")) {
            Assumptions.assumeTrue(NetnsTests.has(tool), "skipped: " + tool + " is not installed");
        }
    }

    private static Wiring wiring() {
        return Wiring.up(List.of(new NodeSetup("a", false, List.of(), List.of())));
    }

    private static String metrics(Namespace node) {
        return run(node, "ip", "tcp_metrics", "show");
    }

    @Test
    void tcp_metrics_are_forgotten() {
        try (Wiring wiring = wiring()) {
            Namespace node = wiring.namespace("a");
            run(node, "sh", "-c", "echo 0 > /proc/sys/net/ipv4/tcp_no_metrics_save");
            run(node, "python3", "-c", TALK, "plain");
            assertThat(metrics(node)).contains("127.0.0.1").contains("rtt");
            wiring.forget(List.of("a"));
            assertThat(metrics(node)).isEmpty();
        }
    }

    @Test
    void fast_open_cookies_are_forgotten() {
        try (Wiring wiring = wiring()) {
            Namespace node = wiring.namespace("a");
            run(node, "sh", "-c", "echo 3 > /proc/sys/net/ipv4/tcp_fastopen");
            run(node, "python3", "-c", TALK, "fast");
            assertThat(metrics(node)).contains("fo_cookie");
            wiring.forget(List.of("a"));
            assertThat(metrics(node)).isEmpty();
        }
    }

    @Test
    void to_forget_where_nothing_was_learned_is_no_error() {
        try (Wiring wiring = wiring()) {
            wiring.forget(List.of("a"));
            wiring.forget(List.of());
        }
    }
}
