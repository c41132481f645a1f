package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowlab.trial.ShippedFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ObjectMapper;

/// What the command line says to what it cannot do: one or two lines, exit status 2, and nothing
/// started.
class UsageTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int lab(String... arguments) {
        Terminal terminal =
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        true,
                        false,
                        100);
        return Main.run(terminal, arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "flow", "flows", "validate", "bench"})
    void every_command_prints_the_version(String command) {
        assertThat(command.isEmpty() ? lab("--version") : lab(command, "--version"))
                .isEqualTo(Exit.OK);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("flowlab ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    flow https-prox.http                    | there is no flow "https-prox.http"; did you mean https-proxy.http? allowed: direct
                    flows bogus                             | there is no flow "bogus"; allowed: direct
                    flows --reuse warm-origin               | --reuse applies to one flow; name it, as in ./lab flows
                    flow                                    | Missing required parameter: 'FLOW'
                    flow direct --bogus                     | Unknown option: '--bogus'
                    flow direct --tsl 1.2                   | Unknown option: '--tsl'; did you mean --tls?
                    flow direct --tsl=1.2                   | Unknown option: '--tsl'; did you mean --tls?
                    flow direct --tls 1.4                   | --tls: "1.4" is not known; did you mean 1.2? allowed: 1.2, 1.3
                    flow direct --tls 1.3 --key-exchange rsa | tls 1.3 has no key-exchange rsa: leave it out, or write ecdhe
                    flow direct --reuse warm-tunnel         | flow direct cannot be run with these options: warm-tunnel needs a flow that opens a tunnel
                    flow direct --seed x                    | Invalid value for option '--seed': 'x' is not a whole number of 64 bits
                    flow direct --capture /proc             | --capture: /proc is a folder; name a file in it
                    flow direct --capture /no/such/x.pcapng | --capture: /no/such is not an existing folder
                    flow direct --topology nope.yaml        | nope.yaml: no such file
                    flow direct --topology EXP              | : this is an experiment, but a topology is expected here (its topology: names ../topologies/three-tier.yaml)
                    flow direct --lab a --seed 2            | --seed: a lab that is up has its own; leave this out, or leave --lab out
                    flow direct --lab a --topology b.yaml   | --topology: a lab that is up has its own
                    change a b                              | Missing required parameter: 'KEY=VALUE'
                    change a b delay                        | "delay" is no change; write KEY=VALUE, as in delay=80ms
                    change a b delay=                       | "delay=" is no change
                    change a b loss=1% loss=2%              | loss is given twice
                    change a b loss=1% --forward --reverse  | --forward and --reverse exclude each other
                    exec a b                                | Missing required parameter: 'COMMAND'
                    exec a b --                             | COMMAND is missing, as in ./lab exec three-tier client -- ip addr
                    run                                     | Missing required parameter: 'FILE'
                    run nope.yaml                           | nope.yaml: no such file
                    run EXP --trials 0                      | --trials: 0 is not a whole number from 1 to 100000
                    run EXP --trials 2147483647             | --trials: 2147483647 is not a whole number from 1 to 100000
                    run EXP --trials x                      | Invalid value for option '--trials': 'x' is not a whole number
                    run EXP --host foo                      | --host: "foo" is not known; allowed: jvm
                    run EXP --capture some                  | Invalid value for option '--capture': "some" is not known; allowed: all, first, none
                    run EXP --out EXP                       | --out: EXP: is not a folder
                    run EXP --out EXP/x                     | --out: EXP: is not a folder
                    run EXP --out /proc                     | --out: /proc: is on a file system of the kernel (proc), which cannot store files
                    run EXP --out /proc/no/such             | --out: /proc/no/such: is on a file system of the kernel (proc)
                    run EXP --out /sys/x                    | --out: /sys/x: is on a file system of the kernel (sysfs)
                    validate                                | Missing required parameter: 'FILE'
                    validate /proc                          | is a folder; name a YAML file in it
                    nonsense                                | there is no command "nonsense"; allowed: run, flow
                    rnu                                     | there is no command "rnu"; did you mean run? allowed: run, flow
                    """)
    void wrong_usage_is_reported_and_nothing_else_is_printed(String arguments, String said) {
        String experiment = ShippedFiles.folder("experiments").resolve("six-flows.yaml").toString();
        String[] words = arguments.split(" "); // first: the experiment's path may have spaces
        Arrays.setAll(words, i -> words[i].replace("EXP", experiment));
        assertThat(lab(words)).isEqualTo(Exit.INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(said.replace("EXP", experiment))
                .hasLineCount(lines());
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private int lines() {
        return err.toString(StandardCharsets.UTF_8).contains("See ./lab")
                ? err.toString(StandardCharsets.UTF_8).contains("Did you mean") ? 3 : 2
                : 1;
    }

    @Test
    void a_file_without_a_name_is_asked_for_one() {
        assertThat(lab("validate", "")).isEqualTo(Exit.INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("the file's name is empty; name a YAML file\n");
    }

    @Test
    void a_results_folder_without_a_name_is_asked_for_one() {
        String experiment = ShippedFiles.folder("experiments").resolve("six-flows.yaml").toString();
        assertThat(lab("run", experiment, "--out", "")).isEqualTo(Exit.INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("--out: it is empty; name a folder\n");
    }

    @Test
    void a_topology_that_carries_some_flows_is_said_to_need_an_experiment() {
        String topology = ShippedFiles.folder("topologies").resolve("squid-proxy.yaml").toString();
        assertThat(lab("run", topology)).isEqualTo(Exit.INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(
                        "flows spdy-proxy.http, spdy-proxy.https-http, spdy-proxy.https-spdy cannot be run",
                        "an experiment can name the flows");
    }

    @Test
    void a_folder_with_results_is_left_alone(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("run.json"), "{}");
        String experiment = ShippedFiles.folder("experiments").resolve("six-flows.yaml").toString();
        assertThat(lab("run", experiment, "--out", folder.toString())).isEqualTo(Exit.INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "--out: "
                                + folder
                                + ": holds the results of a run; choose another folder\n");
        assertThat(folder.resolve("run.json")).hasContent("{}");
    }

    @Test
    void without_a_command_the_commands_are_listed() {
        assertThat(lab()).isEqualTo(Exit.INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Commands:", "Exit status:");
    }

    @ParameterizedTest
    @CsvSource({
        "flows",
        "flows direct",
        "flow",
        "run",
        "validate",
        "bench",
        "deploy",
        "labs",
        "inspect",
        "change",
        "cut",
        "heal",
        "exec",
        "destroy",
        "serve"
    })
    void every_command_has_help_with_examples(String command) {
        String[] words = (command + " --help").split(" ");
        assertThat(lab(words)).isEqualTo(Exit.OK);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Examples:", "./lab ");
    }

    @ParameterizedTest
    @CsvSource({"flows", "flows spdy-proxy.https-spdy", "validate"})
    void json_parses(String command) {
        String file = ShippedFiles.folder("topologies").resolve("three-tier.yaml").toString();
        List<String> words = new ArrayList<>(List.of((command + " --json").split(" ")));
        if (command.equals("validate")) {
            words.add(file);
        }
        assertThat(lab(words.toArray(String[]::new))).isEqualTo(Exit.OK);
        assertThat(new ObjectMapper().readTree(out.toByteArray()).isContainer()).isTrue();
    }
}
