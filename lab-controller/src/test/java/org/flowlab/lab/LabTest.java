package org.flowlab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowlab.lab.program.HostProcess;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Route;
import org.flowlab.topology.Topology;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Labs come up whole, with programs of the user's too, and leave nothing behind.
@Tag("netns")
class LabTest {
    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    private Lab deploy(Topology topology) {
        Lab lab = Lab.deploy(topology.plan(), LabOptions.inJvm(new Seed(1), folder));
        lab.startBystanders();
        return lab;
    }

    /// Past the proxy.
    private static void fetch(Lab lab) {
        Route route =
                new Route(
                        null,
                        List.of("http/1.1"),
                        List.of("http/1.1"),
                        new Route.TlsChoice(
                                Route.Version.TLS_1_3,
                                Route.KeyExchange.ECDHE,
                                Route.Negotiation.ALPN,
                                false));
        lab.node("client")
                .ask(id -> new Command.Fetch(id, route, "https://origin/"), Duration.ofSeconds(60));
    }

    @Test
    void a_lab_on_a_site_made_ahead_sees_nothing_of_the_one_before() throws Exception {
        deploy(Labs.triangle("{delay: 1ms}"))
                .close(); // from the second one on sites are made ahead
        deploy(Labs.triangle("{delay: 1ms}")).close();
        String before = "";
        for (int i = 0; i < 4; i++) {
            Sites.settle();
            try (Lab lab = deploy(Labs.triangle("{delay: 1ms}"))) {
                // A site made ahead was there beside the last one; numbers are used again later.
                String wire = lab.wiring().fabric().identity();
                assertThat(wire).isNotEqualTo(before);
                before = wire;
                assertThat(lab.fabricReport().receivedFrames()).isZero();
                fetch(lab);
                assertThat(lab.awaitSilence(Duration.ofSeconds(10), Set.of())).isTrue();
                assertThat(lab.fabricReport().unknownFrames()).isZero();
                assertThat(lab.recording().frames()).isNotEmpty();
            }
        }
    }

    @Test
    void nothing_is_left_of_a_lab_that_was_closed() throws Exception {
        deploy(Labs.triangle("{delay: 1ms}")).close(); // what is loaded once, is
        await(() -> labThreads().isEmpty());
        int descriptors = descriptors();
        for (int i = 0; i < 10; i++) {
            deploy(Labs.triangle("{delay: 1ms}")).close();
        }
        await(() -> labThreads().isEmpty());
        await(() -> descriptors() <= descriptors);
        assertThat(namespacesHeld()).isZero();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_lab_is_closed_while_traffic_flows_and_twice() throws Exception {
        Lab lab = deploy(Labs.triangle("{delay: 20ms}"));
        CompletableFuture<Void> fetched = CompletableFuture.runAsync(() -> fetch(lab));
        await(() -> lab.recording().size() >= 2);
        lab.close();
        lab.close();
        await(() -> labThreads().isEmpty());
        assertThat(namespacesHeld()).isZero();
        assertThatThrownBy(fetched::join).hasCauseInstanceOf(NodeFailure.class);
    }

    @Test
    void a_program_of_the_users_finds_names_certificates_and_its_environment() throws Exception {
        Labs.assumeProgram("openssl");
        String script =
                "'getent hosts origin && getent hosts guest && echo $GREETING from $FLOWLAB_NODE"
                        + " && ls /sys/class/net | grep -c eth"
                        + " && openssl verify -CAfile $FLOWLAB_CA $FLOWLAB_CERT"
                        + " && openssl x509 -in $FLOWLAB_CERT -noout -checkhost guest"
                        + " && openssl rsa -in $FLOWLAB_KEY -check -noout"
                        + " && test -n \"$SSLKEYLOGFILE\" -a \"$SSL_CERT_FILE\" = \"$FLOWLAB_CA\"; echo $?'";
        try (Lab lab = deploy(Labs.withHost(script))) {
            HostProcess process = lab.host("guest").process();
            assertThat(process.await(Duration.ofSeconds(20))).isTrue();
            assertThat(Files.readString(folder.resolve("guest/output.log")))
                    .containsPattern("198\\.18\\.\\d+\\.\\d+ +origin")
                    .containsPattern("198\\.18\\.\\d+\\.\\d+ +guest")
                    .contains("hello from guest", "cert.pem: OK", "does match", "RSA key ok")
                    .endsWith("\n0\n");
        }
    }

    @Test
    void what_a_program_started_ends_with_the_lab() throws Exception {
        String mark = "600" + ProcessHandle.current().pid();
        String script =
                "'sleep "
                        + mark
                        + " & (setsid sleep "
                        + mark
                        + "7 &) ; trap : TERM; sleep "
                        + mark
                        + "8; wait; wait'";
        Lab lab = deploy(Labs.withHost(script));
        await(() -> sleepers(mark) == 3);
        lab.close();
        await(() -> sleepers(mark) == 0);
    }

    @Test
    void a_program_that_is_missing_is_named_and_nothing_stays_up() {
        assertThatThrownBy(() -> deploy(Labs.withHost("[no-such-program, --flag]")))
                .isInstanceOf(NodeFailure.class)
                .hasMessage("node \"guest\": there is no program \"no-such-program\" on the PATH");
        assertThatThrownBy(() -> deploy(Labs.withHost("[/etc/passwd]")))
                .hasMessage("node \"guest\": /etc/passwd may not be executed");
        assertThatThrownBy(() -> deploy(Labs.withHost("[/no/such]")))
                .hasMessage("node \"guest\": there is no program /no/such");
        assertThat(namespacesHeld()).isZero();
    }

    @Test
    void a_program_that_ends_before_it_listens_is_told_with_its_last_words() {
        try (Lab lab = deploy(Labs.withHost("'echo cannot bind >&2; exit 5'", "role: proxy"))) {
            assertThatThrownBy(() -> lab.awaitListening("guest", 443))
                    .isInstanceOf(NodeFailure.class)
                    .hasMessageContaining("ended with status 5, its output ends: \"cannot bind\"")
                    .hasMessageEndingWith("before anything listened on port 443");
        }
    }

    @Test
    void a_host_without_a_role_waits_until_bystanders_are_started_or_it_is_named_a_party()
            throws Exception {
        Topology topology = Labs.withHost("'sleep 600'");
        try (Lab lab = Lab.deploy(topology.plan(), LabOptions.inJvm(new Seed(1), folder))) {
            assertThat(lab.host("guest").process()).isNull();
            assertThat(lab.startBystanders()).isTrue();
            HostProcess process = lab.host("guest").process();
            assertThat(process.exit()).isNull();
            assertThat(lab.startBystanders()).as("a second time").isFalse();
            assertThat(lab.host("guest").process()).isSameAs(process);
        }
        try (Lab lab = Lab.deploy(topology.plan(), LabOptions.inJvm(new Seed(1), folder))) {
            lab.setParties(Set.of("client", "origin", "guest"));
            assertThat(lab.host("guest").process()).isNotNull();
            assertThat(lab.startBystanders()).isFalse();
        }
    }

    @Test
    void a_host_that_plays_the_client_waits_to_be_started_and_can_be_started_again()
            throws Exception {
        try (Lab lab = deploy(Labs.withHost("'echo got $FLOWLAB_URL; exit 3'", "role: client"))) {
            assertThat(lab.host("guest").process()).isNull();
            for (String url : List.of("one", "two")) {
                HostProcess process = lab.startHost("guest", Map.of("FLOWLAB_URL", url));
                assertThat(process.await(Duration.ofSeconds(20))).isTrue();
                assertThat(process.exit()).isEqualTo(3);
                assertThat(process.told()).endsWith("its output ends: \"got " + url + "\"");
            }
        }
    }

    @Test
    void keys_that_a_program_logs_are_collected_once_and_whole_lines_only() throws Exception {
        try (Lab lab = deploy(Labs.withHost("'sleep 600'"))) {
            Path keys = folder.resolve("guest/keys.log");
            Files.writeString(keys, "# SSL key logfile\nCLIENT_RANDOM aa bb\nCLIENT_RANDOM cc");
            assertThat(lab.collectKeys()).containsExactly("CLIENT_RANDOM aa bb");
            lab.keys().clear();
            Files.writeString(
                    keys, "# SSL key logfile\nCLIENT_RANDOM aa bb\nCLIENT_RANDOM cc dd\n");
            assertThat(lab.collectKeys()).containsExactly("CLIENT_RANDOM cc dd");
        }
    }

    private static long sleepers(String mark) {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .map(p -> p.info().arguments().map(a -> String.join(" ", a)).orElse(""))
                .filter(arguments -> arguments.matches(mark + "\\d?"))
                .count();
    }

    private static Set<String> labThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(
                        n ->
                                n.contains("wire")
                                        || n.contains("recorder")
                                        || n.matches("node-.*|.*-process-.*"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Path> open() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int descriptors() {
        Sites.clear();
        return open().size();
    }

    /// But for the one that is made ahead for a further lab.
    private static long namespacesHeld() {
        Sites.clear();
        return open().stream()
                .filter(
                        fd -> {
                            try {
                                return Files.readSymbolicLink(fd).toString().startsWith("net:");
                            } catch (IOException e) {
                                return false;
                            }
                        })
                .count();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("within 20 s; threads: %s", labThreads())
                    .isLessThan(end);
            Thread.sleep(10);
        }
    }
}
