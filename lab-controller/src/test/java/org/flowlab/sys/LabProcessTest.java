package org.flowlab.sys;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
class LabProcessTest {
    private static final String NOBODY = "65534";

    @Test
    void nothing_is_left_of_a_process_that_was_killed(@TempDir Path folder) throws Exception {
        NetnsTests.assume();
        Path hosts = Files.writeString(folder.resolve("hosts"), "");
        try (Namespace witness = Namespace.create("witness")) {
            Process lab =
                    new ProcessBuilder(
                                    NetnsTests.java(
                                            classes(),
                                            LabProcess.class,
                                            "stay",
                                            witness.path().toString(),
                                            hosts.toString()))
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            String[] said;
            try {
                said = lab.inputReader().readLine().split(" ");
                assertThat(NetnsTests.interfaces(witness)).contains("eth0");
                assertThat(NetnsTests.holders(said[0])).isNotEmpty();
                assertThat(ProcessHandle.of(Long.parseLong(said[1]))).isPresent();
            } finally {
                lab.destroyForcibly();
            }
            NetnsTests.await(() -> !NetnsTests.interfaces(witness).contains("eth0"));
            NetnsTests.await(() -> NetnsTests.holders(said[0]).isEmpty());
            NetnsTests.await(() -> ended(Long.parseLong(said[1])));
        }
    }

    @Test
    void an_ordinary_user_brings_a_lab_up_in_a_user_namespace_and_owns_what_it_writes(
            @TempDir Path folder) throws Exception {
        Path file = asNobody(folder, List.of("unshare", "--user", "--map-root-user", "--"), 0);
        assertThat(Files.readString(file))
                .startsWith("198.18.0.1 origin\n1\n")
                .containsPattern(
                        "inet 198.18.0.1/24 brd 198.18.0.255 scope global (noprefixroute )?eth0");
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(Integer.parseInt(NOBODY));
    }

    @Test
    void an_ordinary_user_without_one_is_told_what_is_missing(@TempDir Path folder)
            throws Exception {
        Path file = asNobody(folder, List.of(), 3);
        assertThat(Files.readString(Path.of(file + ".out")))
                .contains("unshare(CLONE_NEWNET): EPERM (it needs CAP_SYS_ADMIN and CAP_NET_ADMIN");
    }

    @Test
    void a_used_up_limit_is_named(@TempDir Path folder) throws Exception {
        String script = "echo 1 > /proc/sys/user/max_net_namespaces && exec \"$@\"";
        Path file =
                asNobody(
                        folder,
                        List.of("unshare", "--user", "--map-root-user", "sh", "-c", script, "sh"),
                        3);
        assertThat(Files.readString(Path.of(file + ".out")))
                .contains("ENOSPC (user.max_net_namespaces (1) is reached: as root run 'sysctl -w");
    }

    @Test
    void a_read_only_proc_sys_is_got_around(@TempDir Path folder) throws Exception {
        NetnsTests.assume();
        Assumptions.assumeTrue(NetnsTests.has("unshare"), "skipped: unshare(1) is not installed");
        Path file = folder.resolve("result");
        String script =
                "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec \"$@\"";
        List<String> command =
                new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", script, "sh"));
        command.addAll(NetnsTests.java(classes(), LabProcess.class, "once", file.toString()));
        NetnsTests.run(command.toArray(String[]::new));
        assertThat(Files.readString(file)).startsWith("198.18.0.1 origin\n1\n");
    }

    private static Path asNobody(Path folder, List<String> prefix, int status) throws Exception {
        Assumptions.assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "skipped: needs root to become another user");
        for (String tool : List.of("setpriv", "unshare")) {
            Assumptions.assumeTrue(
                    NetnsTests.has(tool), "skipped: " + tool + "(1) is not installed");
        }
        Assumptions.assumeTrue(
                otherUsersMayRead(Path.of(System.getProperty("java.home"))),
                "skipped: another user cannot read the JDK's folder");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path file = folder.resolve("result");
        List<String> command = new ArrayList<>();
        command.addAll(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        command.addAll(prefix);
        command.addAll(
                NetnsTests.java(copyOfClasses(folder), LabProcess.class, "once", file.toString()));
        Path out = Path.of(file + ".out");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        int ended = process.waitFor();
        assertThat(ended).as(Files.readString(out)).isEqualTo(status);
        return file;
    }

    private static boolean otherUsersMayRead(Path folder) throws IOException {
        for (Path path = folder.toRealPath(); path != null; path = path.getParent()) {
            if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private static String classes() {
        return NetnsTests.classFolders().stream().map(Path::toString).collect(joining(":"));
    }

    /// Another user may not be able to read the folder that this is built in.
    private static String copyOfClasses(Path folder) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("classes"));
        for (Path classes : NetnsTests.classFolders()) {
            Path sys = classes.resolve("org/flowlab/sys");
            try (Stream<Path> files = Files.walk(sys)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path target = copy.resolve(classes.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
        return copy.toString();
    }

    private static boolean ended(long pid) {
        return NetnsTests.read(Path.of("/proc/" + pid + "/cmdline")).isEmpty();
    }
}
