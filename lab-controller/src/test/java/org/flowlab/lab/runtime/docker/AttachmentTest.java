package org.flowlab.lab.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Streams of containers that run a shell's command.
@Tag("docker")
class AttachmentTest {
    private final DockerSocket socket = DockerSocket.of(System.getenv());
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private DockerClient client;

    @BeforeEach
    void connect() {
        Dockers.host();
        client = Dockers.daemon().client();
    }

    private Attachment run(String command) throws IOException {
        String id =
                client.createContainerCmd(NodeImage.of(System.getenv()).name())
                        .withEntrypoint("/bin/sh", "-c", command)
                        .withStdinOpen(true)
                        .withStdInOnce(true)
                        .withHostConfig(
                                HostConfig.newHostConfig()
                                        .withNetworkMode("none")
                                        .withAutoRemove(true))
                        .exec()
                        .getId();
        Attachment attachment = Attachment.open(socket, id, errors::writeBytes);
        client.startContainerCmd(id).exec();
        return attachment;
    }

    @Test
    void the_end_of_input_is_passed_on_and_what_is_said_after_it_is_heard() throws Exception {
        try (Attachment attachment = run("cat; echo afterwards; echo last words >&2")) {
            attachment.input().write("hello\n".getBytes(StandardCharsets.UTF_8));
            attachment.input().close();
            assertThat(new String(attachment.output().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("hello\nafterwards\n");
            assertThat(errors.toString(StandardCharsets.UTF_8)).isEqualTo("last words\n");
        }
    }

    @Test
    void every_byte_arrives_in_order_in_both_directions() throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        try (Attachment attachment = run("cat")) {
            Thread writer =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try (var input = attachment.input()) {
                                            input.write(bytes);
                                        } catch (IOException e) {
                                            throw new java.io.UncheckedIOException(e);
                                        }
                                    });
            byte[] back = attachment.output().readAllBytes();
            writer.join();
            assertThat(Arrays.equals(back, bytes)).isTrue();
        }
    }

    @Test
    void output_is_waited_for_so_long_and_errors_are_none() throws Exception {
        try (Attachment attachment = run("echo first >&2; sleep 0.1; echo second; cat")) {
            assertThat(attachment.awaitOutput(Duration.ofSeconds(30))).isTrue();
            assertThat(errors.toString(StandardCharsets.UTF_8)).isEqualTo("first\n");
            assertThat(attachment.output().read()).isEqualTo('s');
        }
        try (Attachment attachment = run("exit 3")) {
            assertThat(attachment.awaitOutput(Duration.ofSeconds(30))).isFalse();
        }
        try (Attachment silent = run("cat")) {
            assertThatThrownBy(() -> silent.awaitOutput(Duration.ofMillis(20)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_container_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> Attachment.open(socket, "nobody", errors::writeBytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("404");
    }
}
