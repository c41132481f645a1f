package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flowlab.lab.HostKind;
import org.flowlab.lab.Labs;
import org.flowlab.trial.ShippedFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The commands for labs that live, against a controller of this process.
@Tag("netns")
class LiveLabsTest {
    private static final String FLOW = "flow spdy-proxy.https-spdy --lab three";

    @TempDir private Path folder;
    private Served served;
    private RuntimeFiles files;
    private Screen screen;

    @BeforeEach
    void serve() throws IOException {
        Labs.assume();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        files = new RuntimeFiles(List.of(folder.resolve("flowlab")));
        served =
                Served.start(
                        "127.0.0.1",
                        0,
                        List.of(),
                        null,
                        folder.resolve("results"),
                        HostKind.JVM,
                        files);
        screen = new Screen(new Access(served.url(), "", files));
    }

    @AfterEach
    void end() {
        served.close();
    }

    private Path topology(String limits) throws IOException {
        return Files.writeString(
                folder.resolve("three.yaml"),
                """
                name: three
                topology:
                  nodes:
                    client: {kind: client}
                    proxy:  {kind: proxy%s}
                    sw:     {kind: switch}
                    origin: {kind: origin}
                  links:
                    - {endpoints: ["client:eth0", "proxy:eth0"], tc: {delay: 20ms}}
                    - {endpoints: ["proxy:eth1", "sw:p1"], tc: {delay: 10ms}}
                    - {endpoints: ["sw:p2", "origin:eth0"]}
                """
                        .formatted(limits));
    }

    private void deploy() throws IOException {
        Path file = topology(", protocols: [spdy/3.1, http/1.1], limits: {connect-timeout: 1s}");
        assertThat(screen.lab("deploy", file.toString())).as(screen.err()).isEqualTo(Exit.OK);
    }

    private void lab(String command) {
        assertThat(screen.lab(command.split(" "))).as("%s: %s", command, screen.err()).isZero();
    }

    private JsonNode json(String command) {
        lab(command + " --json");
        return new ObjectMapper().readTree(screen.out());
    }

    private double totalMillis() {
        lab(FLOW);
        return screen.out()
                .lines()
                .filter(line -> line.startsWith("total"))
                .map(line -> Double.parseDouble(line.strip().split(" +")[1]))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_lab_is_deployed_watched_changed_cut_healed_and_destroyed() throws Exception {
        String file = ShippedFiles.folder("topologies").resolve("three-tier.yaml").toString();
        assertThat(screen.lab("deploy", file, "--name", "three")).as(screen.err()).isZero();
        assertThat(screen.out()).startsWith("three  three-tier, up for 0s\n");

        lab("labs");
        assertThat(screen.out()).containsPattern("(?m)^three +three-tier +3 +2 +0 +\\d+s$");
        lab("inspect three");
        assertThat(screen.out())
                .containsPattern("(?m)^client +client +eth0 198\\.1[89]\\.[\\d.]+/30$")
                .containsPattern(
                        "(?m)^client-proxy +client:eth0 -> proxy:eth0 +up +delay=20ms +the same");

        double before = totalMillis();
        assertThat(screen.out()).contains("  | 19) SYN_STREAM ", "\nconforms\n");
        lab("change three client-proxy delay=80ms");
        assertThat(screen.out()).contains("delay=80ms  the same");
        assertThat(totalMillis()).isGreaterThan(before + 600);
        assertThat(screen.out()).contains("1200.000").contains("\nconforms\n");

        lab("cut three proxy-origin");
        assertThat(screen.out()).containsPattern("(?m)^proxy-origin .* cut +delay=10ms");
        assertThat(screen.lab(FLOW.split(" "))).isEqualTo(Exit.TRIAL);
        assertThat(screen.err()).startsWith("flowlab: the flow failed: ").contains("504");
        lab("heal three proxy-origin");
        assertThat(screen.out()).containsPattern("(?m)^proxy-origin .* up +delay=10ms");
        lab(FLOW);

        LabCommand.Ended exec = exec("three", "client", "--", "ip", "addr");
        assertThat(exec.status()).as(exec.err()).isZero();
        assertThat(exec.out()).contains("inet 198.18.", "eth0");

        lab("destroy three");
        assertThat(screen.out()).isEqualTo("three is down\n");
        lab("labs");
        assertThat(screen.out()).startsWith("no lab is up; deploy one:");
    }

    /// As a process of its own, because the command has this one's output.
    private LabCommand.Ended exec(String... arguments) throws Exception {
        Path own = Files.createDirectories(folder.resolve("exec"));
        String[] words = new String[arguments.length + 1];
        words[0] = "exec";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return LabCommand.await(own, LabCommand.start(own, environment(), words));
    }

    private Map<String, String> environment() {
        return Map.of("LAB_URL", served.url(), "XDG_RUNTIME_DIR", folder.toString());
    }

    @Test
    void a_command_in_a_node_has_its_names_its_arguments_and_its_own_status() throws Exception {
        deploy();
        String script = "getent hosts proxy; echo \"<$1>\"; readlink /proc/self/ns/net; exit 7";
        LabCommand.Ended ended = exec("three", "client", "sh", "-c", script, "sh", "a  b");
        assertThat(ended.status()).as(ended.err()).isEqualTo(7);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).containsPattern("198\\.1[89][\\d.]+ +proxy\n<a  b>\nnet:");
        assertThat(ended.out())
                .doesNotContain(Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString());

        assertThat(exec("three", "client", "--", "no-such-program").status()).isEqualTo(127);
        assertThat(exec("three", "client", "--", "sh", "-c", "kill -9 $$").status()).isEqualTo(137);
        assertThat(Files.readString(Path.of("/etc/hosts"))).doesNotContain("198.18.");

        LabCommand.Ended none = exec("three", "sw", "--", "true");
        assertThat(none.status()).isEqualTo(Exit.INPUT);
        assertThat(none.err()).contains("node sw is a switch").hasLineCount(1);
    }

    @Test
    void a_lab_with_programs_of_the_users_is_deployed_from_a_file() throws Exception {
        Path file = topology("");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "  links:",
                                "    guest: {kind: host, exec: \"sleep 600\"}\n  links:")
                        .replace(
                                "tc: {delay: 10ms}}",
                                "tc: {delay: 10ms}}\n"
                                        + "    - {endpoints: [\"proxy:eth2\", \"guest:eth0\"]}"));
        assertThat(screen.lab("deploy", file.toString())).as(screen.err()).isZero();
        assertThat(screen.out()).containsPattern("(?m)^guest +host ");

        Screen stranger = new Screen(new Access(served.url(), "", new RuntimeFiles(List.of())));
        assertThat(stranger.lab("deploy", file.toString(), "--name", "b")).isEqualTo(Exit.INPUT);
        assertThat(stranger.err()).contains("kind: host").hasLineCount(1);
        assertThat(stranger.lab("exec", "three", "client", "--", "true")).isEqualTo(Exit.INPUT);
        assertThat(stranger.err()).startsWith("flowlab: only the user who runs the controller");
    }

    @Test
    void every_answer_is_json_if_that_is_asked_for() throws Exception {
        deploy();
        assertThat(json("labs").get(0).get("name").asString()).isEqualTo("three");
        assertThat(json("inspect three").get("nodes")).hasSize(4);
        JsonNode link = json("change three client-proxy delay=30ms loss=1% --forward");
        assertThat(link.get("forward").get("delay").asString()).isEqualTo("30ms");
        assertThat(link.get("reverse").get("delay").asString()).isEqualTo("20ms");
        assertThat(json("change three client-proxy loss=0%").get("up").asBoolean()).isTrue();
        assertThat(json("cut three client-proxy").get("up").asBoolean()).isFalse();
        assertThat(json("heal three client-proxy").get("up").asBoolean()).isTrue();
        assertThat(json(FLOW).get("conforms").asBoolean()).isTrue();
        assertThat(json("destroy three").get(0).asString()).isEqualTo("three");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    inspect thre                        | there is no lab "thre"; did you mean three?
                    change three moon delay=1ms         | there is no link "moon"
                    change three client-proxy dealy=1ms | dealy
                    change three client-proxy delay=1   | delay
                    cut three moon                      | there is no link "moon"
                    exec three moon -- true             | there is no node "moon"
                    flow direct --lab three --tls 1.4   | --tls: "1.4" is not known
                    flow direct --lab thre              | there is no lab "thre"
                    destroy moon                        | there is no lab "moon"
                    """)
    void what_the_controller_refuses_is_said_in_its_words(String command, String said)
            throws Exception {
        deploy();
        assertThat(screen.lab(command.split(" "))).as(screen.err()).isEqualTo(Exit.INPUT);
        assertThat(screen.err()).contains(said);
        assertThat(screen.out()).isEmpty();
    }

    @Test
    void a_file_that_is_wrong_is_reported_with_the_place_also_by_a_stranger() throws Exception {
        Path file = topology(", nonsense: 1");
        for (RuntimeFiles known : List.of(files, new RuntimeFiles(List.of()))) {
            Screen any = new Screen(new Access(served.url(), "", known));
            assertThat(any.lab("deploy", file.toString())).isEqualTo(Exit.INPUT);
            assertThat(any.err()).contains(file + ":5:", "nonsense");
        }
    }

    @Test
    void a_lab_whose_name_is_taken_is_refused_and_others_are_destroyed_in_spite_of_one()
            throws Exception {
        deploy();
        Path file = folder.resolve("three.yaml");
        assertThat(screen.lab("deploy", file.toString())).isEqualTo(Exit.INPUT);
        assertThat(screen.err()).startsWith("a lab called \"three\" is up");
        assertThat(screen.lab("deploy", file.toString(), "--name", "my lab")).isZero();
        assertThat(screen.lab("destroy", "moon", "my lab", "three")).isEqualTo(Exit.INPUT);
        assertThat(screen.out()).isEqualTo("my lab is down\nthree is down\n");
        assertThat(screen.err()).startsWith("there is no lab \"moon\"").hasLineCount(1);
    }

    @Test
    void a_flow_that_waits_says_its_place_and_ctrl_c_cancels_it() throws Exception {
        deploy();
        lab("change three client-proxy delay=5s");
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        Process runs = LabCommand.start(first, environment(), FLOW.split(" "));
        try {
            awaitFlows("running");
            Process waits = LabCommand.start(second, environment(), FLOW.split(" "));
            awaitText(second.resolve("err"), "goes before it");
            new ProcessBuilder("kill", "-INT", "" + waits.pid()).start().waitFor();
            LabCommand.Ended ended = LabCommand.await(second, waits);
            assertThat(ended.status()).isEqualTo(Exit.INTERRUPTED);
            assertThat(ended.err())
                    .isEqualTo(
                            "the flow waits: 1 flow goes before it\n"
                                    + "flowlab: the flow was cancelled\n");
            assertThat(ended.out()).isEmpty();
            JsonNode flows = json("inspect three").get("flows");
            assertThat(flows).anyMatch(f -> f.get("failure").asString().equals("cancelled"));
        } finally {
            runs.destroyForcibly().waitFor();
        }
    }

    private void awaitFlows(String state) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (true) {
            for (JsonNode flow : json("inspect three").get("flows")) {
                if (flow.get("state").asString().equals(state)) {
                    return;
                }
            }
            assertThat(System.nanoTime()).as("no flow is %s", state).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private static void awaitText(Path file, String text) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!Files.readString(file).contains(text)) {
            assertThat(System.nanoTime()).as(Files.readString(file)).isLessThan(end);
            Thread.sleep(20);
        }
    }
}
