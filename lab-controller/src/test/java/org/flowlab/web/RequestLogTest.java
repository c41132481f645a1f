package org.flowlab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestLogTest {
    private static final String HOST =
            """
            name: net
            topology:
              nodes:
                a: {kind: host, exec: "true"}
                b: {kind: client}
              links:
                - endpoints: ["a:eth0", "b:eth0"]
            """;

    @TempDir Path folder;

    @Test
    void a_request_that_the_controller_fails_to_serve_is_logged_with_its_cause() throws Exception {
        Files.writeString(folder.resolve("results"), "a file, where a folder should be");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        try (Served served = new Served(folder)) {
            System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            assertThat(served.client.get("/api/labs/none").statusCode()).isEqualTo(404);
            HttpResponse<String> failed =
                    served.client.send(
                            served.client
                                    .withBody("POST", "/api/labs", TestClient.text(HOST, ""))
                                    .header(Guard.OPERATOR, Served.SECRET));
            assertThat(failed.statusCode()).as(failed.body()).isEqualTo(500);
        } finally {
            System.setErr(before);
        }
        String log = bytes.toString(StandardCharsets.UTF_8);
        assertThat(log.lines().findFirst().orElse(""))
                .endsWith(
                        " WARN org.flowlab.requests - method=POST path=/api/labs status=500 request"
                                + " failed");
        assertThat(log)
                .contains("java.io.UncheckedIOException: make a folder for the lab's programs")
                .contains("\tat org.flowlab.service.LabService");
    }
}
