package org.flowlab.lab.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.flowlab.lab.Labs;
import org.flowlab.node.spec.NodeSpec.Credentials;
import org.flowlab.sys.Folder;
import org.flowlab.sys.Namespace;
import org.flowlab.sys.Owner;
import org.flowlab.unit.ByteCount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
@Timeout(60)
class HostNodeTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String USER = "54321";

    @TempDir private Path parent;
    private Path results = Path.of("");
    private Folder folder;
    private Namespace namespace;
    private HostNode node;

    @BeforeEach
    void open() throws IOException {
        Labs.assume();
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
        results = Files.createDirectory(parent.resolve("results"));
        folder = Folder.open(results);
        namespace = Namespace.create("guest");
    }

    @AfterEach
    void close() {
        if (node != null) {
            node.close();
        }
        if (namespace != null) {
            namespace.close();
            folder.close();
        }
    }

    private HostNode node(Privileges privileges, String limit, String script) {
        Program program =
                new Program(
                        "guest",
                        List.of("/bin/sh", "-c", script),
                        Map.of(),
                        Map.of("origin", "198.18.0.1"),
                        new Credentials("the CA", "the certificate", "the key", null, null),
                        ByteCount.parse(limit));
        node = new HostNode(program, folder, namespace, privileges);
        return node;
    }

    private HostNode node(String script) {
        return node(Privileges.of(Map.of()), "64mb", script);
    }

    /// Runs it to its end.
    private String run(HostNode host) throws Exception {
        try (HostProcess process = host.start(Map.of())) {
            assertThat(process.await(LONG)).as(process.told()).isTrue();
            assertThat(process.exit()).as(process.told()).isZero();
        }
        return output();
    }

    @Test
    void a_program_whose_output_cannot_be_kept_leaves_no_pipe_open() throws Exception {
        run(node("true"));
        Path log = results.resolve("guest/output.log");
        Assumptions.assumeTrue(chattr("+i", log), "skipped: chattr +i does not work");
        try {
            long before = descriptors();
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> node.start(Map.of()))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("output.log");
            }
            assertThat(descriptors()).isLessThan(before + 10);
        } finally {
            chattr("-i", log);
        }
    }

    private static boolean chattr(String change, Path file) throws Exception {
        return new ProcessBuilder("chattr", change, file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    @Test
    void a_directory_that_is_closed_to_the_programs_user_is_found() throws Exception {
        Owner user = new Owner(54321, 54321);
        Path inner = Files.createDirectories(results.resolve("outer/inner"));
        Assumptions.assumeTrue(Reach.closed(parent, user).isEmpty(), "skipped: TMPDIR is closed");
        Files.setPosixFilePermissions(results, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path outer = inner.getParent();
        Files.setPosixFilePermissions(outer, PosixFilePermissions.fromString("rwx-----x"));
        assertThat(Reach.closed(inner, user)).isEmpty();
        Files.setPosixFilePermissions(outer, PosixFilePermissions.fromString("rwxr-xr--"));
        assertThat(Reach.closed(inner, user)).contains(outer);
        int uid = (Integer) Objects.requireNonNull(Files.getAttribute(outer, "unix:uid"));
        assertThat(Reach.closed(inner, new Owner(uid, 54321))).isEmpty();
    }

    private String output() throws IOException {
        return Files.readString(results.resolve("guest/output.log"));
    }

    // ── privileges

    @Test
    void a_program_has_the_capabilities_that_networking_needs_and_no_others() throws Exception {
        String[] lines =
                run(node("grep -E '^(Cap|NoNewPrivs)' /proc/self/status")).strip().split("\n", -1);
        assertThat(lines)
                .contains("NoNewPrivs:\t1")
                .filteredOn(line -> line.startsWith("Cap"))
                .as("CAP_NET_BIND_SERVICE, CAP_NET_ADMIN, CAP_NET_RAW")
                .hasSize(5)
                .allMatch(line -> line.endsWith("\t0000000000003400"));
    }

    @Test
    void it_listens_on_low_ports_captures_and_changes_its_own_interfaces() throws Exception {
        Labs.assumeProgram("python3");
        String python =
                "import socket; socket.socket().bind((\"\", 443));"
                        + " socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x300);"
                        + " socket.socket(socket.AF_INET, socket.SOCK_RAW, 1); print(\"done\")";
        assertThat(
                        run(
                                node(
                                        "python3 -c '"
                                                + python
                                                + "' && cat /proc/sys/net/ipv4/ip_forward >x"
                                                + "; rm -f x; ! chown 1 $FLOWLAB_CA; ! mount -t tmpfs x /mnt")))
                .startsWith("done\n");
    }

    @Test
    void it_runs_as_the_user_who_called_sudo_and_writes_to_its_folder() throws Exception {
        Privileges privileges = Privileges.of(Map.of("SUDO_UID", USER, "SUDO_GID", USER));
        org.junit.jupiter.api.Assumptions.assumeTrue(
                privileges.user() != null, "skipped: needs root and user ids");
        String script =
                "id -u; id -g; id -G; grep CapEff /proc/self/status; cd $(dirname $FLOWLAB_CERT)"
                        + " && cat key.pem && echo >>cert.pem && echo secret >keys.log"
                        + " && mv ca.pem other.pem && echo again >/dev/stderr";
        assertThat(run(node(privileges, "64mb", script)))
                .isEqualTo(
                        "%1$s\n%1$s\n%1$s\nCapEff:\t0000000000003400\nthe keyagain\n"
                                .formatted(USER));
        assertThat(run(node)).as("a second time").endsWith("the keyagain\n");
    }

    @Test
    void it_ends_with_the_lab_whoever_it_runs_as() throws Exception {
        int starts = 0;
        for (Map<String, String> environment :
                List.of(Map.<String, String>of(), Map.of("SUDO_UID", USER, "SUDO_GID", USER))) {
            HostNode host =
                    node(Privileges.of(environment), "64mb", "trap '' TERM; echo up; sleep 600");
            HostProcess process = host.start(Map.of());
            starts++;
            String ups = "up\n".repeat(starts);
            await(() -> output().equals(ups));
            long child =
                    ProcessHandle.of(process.pid())
                            .orElseThrow()
                            .children()
                            .findFirst()
                            .orElseThrow()
                            .pid();
            // As when the lab is killed: only the outermost process.
            ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
            await(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
            host.close();
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
    }

    @Test
    void there_is_no_caller_without_sudo_or_outside_this_user_namespace() {
        for (String uid : List.of("0", "", "-1", "x", "99999999999")) {
            assertThat(Privileges.of(Map.of("SUDO_UID", uid, "SUDO_GID", "1")).user()).isNull();
        }
        assertThat(Privileges.of(Map.of("SUDO_UID", "1")).user()).isNull();
    }

    @Test
    void what_it_leaves_in_shared_memory_goes_with_it() throws Exception {
        Path left = Path.of("/dev/shm/flowlab-test-" + ProcessHandle.current().pid());
        assertThat(run(node("echo >" + left + " && ls /dev/shm")))
                .isEqualTo(left.getFileName() + "\n");
        assertThat(left).doesNotExist();
    }

    // ── output

    @Test
    void output_is_cut_at_its_bound_and_the_program_goes_on() throws Exception {
        HostNode host =
                node(
                        Privileges.of(Map.of()),
                        "10kb",
                        "head -c 300000 /dev/zero | tr '\\0' x; echo; echo last words");
        try (HostProcess process = host.start(Map.of())) {
            assertThat(process.await(LONG)).isTrue();
            assertThat(process.told()).contains("status 0").endsWith("/ last words\"");
        }
        String note =
                "\n[flowlab: output.log is cut here, at 10kb; the program goes on."
                        + " The host's key output-limit sets the bound.]\n";
        assertThat(output()).isEqualTo("x".repeat(10_240) + note);
        assertThat(run(host)).as("a second time").hasSize(10_240 + note.length());
    }

    @Test
    void output_of_several_starts_is_in_their_order() throws Exception {
        HostNode host = node("echo one; echo two >&2");
        assertThat(run(host)).isEqualTo("one\ntwo\n");
        assertThat(run(host)).isEqualTo("one\ntwo\none\ntwo\n");
    }

    // ── the folder

    /// Does something to the folder, starts the command again, and sees that all is right.
    private void replace(String script) throws Exception {
        Path victim = Files.createDirectories(parent.resolve("victim"));
        for (String name : List.of("cert.pem", "hosts", "output.log", "keys.log")) {
            Files.writeString(victim.resolve(name), "precious");
        }
        HostNode host =
                node(
                        "if [ -n \"$MISCHIEF\" ]; then cd $(dirname $FLOWLAB_CERT); "
                                + script
                                + "; else cat $FLOWLAB_CERT; getent hosts origin; echo right;"
                                + " echo CLIENT_RANDOM aa $(date +%s%N) >>$SSLKEYLOGFILE; fi");
        try (HostProcess process =
                host.start(Map.of("MISCHIEF", "yes", "VICTIM", victim.toString()))) {
            assertThat(process.await(LONG)).isTrue();
            assertThat(process.exit()).as("%s: %s", script, process.told()).isZero();
            host.newKeys();
        }
        assertThat(run(host)).as(script).contains("the certificate198.18.0.1").endsWith("right\n");
        assertThat(host.newKeys()).as(script).hasSize(1);
        for (String name : List.of("cert.pem", "hosts", "output.log", "keys.log")) {
            assertThat(victim.resolve(name)).as(script).content().isEqualTo("precious");
        }
        assertThat(Files.isDirectory(results.resolve("guest"), LinkOption.NOFOLLOW_LINKS)).isTrue();
        host.close();
    }

    @Test
    void whatever_a_program_does_to_its_folder_the_next_start_finds_it_right() throws Exception {
        for (String script :
                List.of(
                        "cd ..; rm -rf guest",
                        "cd ..; mv guest old$(date +%N); ln -s $VICTIM guest",
                        "cd ..; mv guest old$(date +%N); mkfifo guest",
                        "cd ..; mv guest old$(date +%N); echo >guest",
                        "for f in cert.pem hosts output.log keys.log; do ln -sf $VICTIM/$f $f; done",
                        "for f in cert.pem hosts output.log keys.log; do ln -f $VICTIM/$f $f; done",
                        "for f in cert.pem hosts output.log keys.log; do rm -f $f; mkfifo $f; done",
                        "for f in cert.pem hosts output.log keys.log; do rm -f $f; mkdir $f; echo >$f/x; done",
                        "rm -f keys.log; ln -s /dev/zero keys.log; ln -sf /dev/zero output.log",
                        "truncate -s 1T keys.log; rm keys.log; truncate -s 30G cert.pem",
                        "chmod 0 *.pem hosts output.log .; :")) {
            replace(script);
        }
    }

    @Test
    void lines_of_a_key_log_that_are_none_are_skipped() throws Exception {
        HostNode host =
                node(
                        "head -c 100000 /dev/urandom >$SSLKEYLOGFILE;"
                                + " printf '\\n# x\\n\\nCLIENT_RANDOM aa bb\\nA b\\n' >>$SSLKEYLOGFILE");
        host.newKeys();
        try (HostProcess process = host.start(Map.of())) {
            assertThat(process.await(LONG)).isTrue();
        }
        assertThat(host.newKeys()).containsExactly("CLIENT_RANDOM aa bb");
    }

    // ── what is said

    @Test
    void a_server_that_leaves_the_foreground_is_told_to_stay() throws Exception {
        HostNode host = node("sleep 600 & exit 0");
        host.start(Map.of());
        assertThatThrownBy(() -> host.awaitListening(443, LONG))
                .hasMessageContaining("ended with status 0 and printed nothing before anything")
                .hasMessageEndingWith(
                        "on port 443; a server must stay in the foreground: when its command ends,"
                                + " all that it started is killed");
    }

    @Test
    void a_shells_statuses_for_what_it_cannot_start_are_explained() throws Exception {
        Path script = Files.writeString(results.resolve("script"), "#!/no/such/shell\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(told("no-such-program")).contains("status 127 (", "does not exist)");
        assertThat(told(script.toString())).contains("status 127 (", "does not exist)");
        assertThat(told("/etc/passwd")).contains("status 126 (", "may not execute)");
    }

    private String told(String script) throws Exception {
        try (HostNode host = node(script);
                HostProcess process = host.start(Map.of())) {
            assertThat(process.await(LONG)).isTrue();
            return process.told();
        }
    }
}
