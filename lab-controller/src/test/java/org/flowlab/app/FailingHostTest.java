package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.flowlab.lab.Labs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
class FailingHostTest {
    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    @Test
    void a_program_that_fails_beside_the_flows_is_told_of(@TempDir Path folder) throws Exception {
        Files.writeString(
                folder.resolve("e.yaml"),
                """
                topology:
                  nodes:
                    client: {kind: client}
                    origin: {kind: origin}
                    guest:  {kind: host, exec: "echo oops; exit 7"}
                  links:
                    - {endpoints: ["client:eth0", "origin:eth0"]}
                    - {endpoints: ["client:eth1", "guest:eth0"]}
                flows: direct
                trials: 1
                fidelity: 10s
                """);
        LabCommand.Ended ended = LabCommand.run(folder, "run", "e.yaml", "--out", "results");
        assertThat(ended.status()).as(ended.all()).isEqualTo(Exit.OK);
        assertThat(ended.out())
                .contains(
                        "the trial conforms to its flow\nother problems:\n",
                        "  node \"guest\": ",
                        "ended with status 7, its output ends: \"oops\"");
    }
}
