package org.flowlab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flowlab.lab.Labs;
import org.flowlab.topology.TrafficControl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong with a request is answered in words, and other labs are not disturbed.
@Tag("netns")
class BadRequestTest {
    private static final String LINK = "/api/labs/three/links/client-proxy";

    @TempDir static Path folder;
    private static Served served;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        Labs.assume();
        served = new Served(folder);
        client = served.client;
        assertThat(deploy(Topologies.THREE, "").statusCode()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    @AfterEach
    void the_lab_is_as_it_was() {
        assertThat(served.service.labs()).hasSize(1);
        assertThat(served.service.lab("three").link("client-proxy").forward())
                .extracting(TrafficControl::delay)
                .hasToString("PT0.02S");
        assertThat(served.service.lab("three").link("client-proxy").up()).isTrue();
    }

    private static HttpResponse<String> deploy(String yaml, String more) throws Exception {
        return client.send("POST", "/api/labs", TestClient.text(yaml, more));
    }

    private static void assertProblem(HttpResponse<String> response, int status, String words) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(TestClient.json(response).get("status").asInt()).isEqualTo(status);
        assertThat(TestClient.json(response).get("detail").asString()).contains(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET    | /api/labs/thre                   | 404 | did you mean three
                    GET    | /api/labs/three/links/client-prox| 404 | did you mean client-proxy
                    GET    | /api/labs/three/flows/t99        | 404 | has no flow "t99"
                    GET    | /api/runs/none                   | 404 | there is no run "none"
                    GET    | /api/nothing                     | 404 | GET /openapi.yaml
                    DELETE | /api/labs                        | 405 | method
                    GET    | /api/flows/direct?tls=1.4        | 422 | tls: "1.4" is not known
                    GET    | /api/runs/x/trials?limit=100000  | 400 | limit
                    """)
    void what_is_not_there_is_named(String method, String path, int status, String words)
            throws Exception {
        assertProblem(
                client.send(
                        client.request(path).method(method, HttpRequest.BodyPublishers.noBody())),
                status,
                words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"tc": {"delay": "20"}}                | 422 | the request's body:1:18: delay: '20' is not a time
                    {"tc": {"dely": "20ms"}}               | 422 | did you mean delay
                    {"tc": {"delay": "0ms", "jitter": "1ms"}} | 422 | jitter: needs a delay
                    {"tc": {"jitter": "30ms"}}             | 422 | is larger than the delay
                    {"tc": {"delay": "1ms"}, "direction": "up"} | 422 | direction: "up" is not known
                    {"up": "perhaps"}                      | 422 | neither true nor false
                    {}                                     | 422 | nothing to change
                    {"up": false                           | 400 | the request's body:1:13: not JSON
                    {up: false}                            | 400 | the request's body:1:2: not JSON
                    "hello"                                | 422 | a mapping
                    ``                                     | 400 | is empty
                    """)
    void a_change_that_cannot_be_made_is_refused_with_its_place(
            String body, int status, String words) throws Exception {
        assertProblem(client.send("PATCH", LINK, body == null ? "" : body), status, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"flow": "dirct"}                                     | did you mean direct
                    {}                                                    | flow is missing
                    {"flow": "https-proxy.http", "manner": {"tls": 1.4}}  | "1.4" is not known
                    {"flow": "https-proxy.http", "manner": {"tls": 1.3, "key-exchange": "rsa"}} | tls 1.3 has no key-exchange rsa
                    {"flow": "direct"}                                    | no route
                    {"flow": "https-proxy.http", "expect": 99}            | expect: '99'
                    """)
    void a_flow_that_cannot_run_is_refused(String body, String words) throws Exception {
        assertProblem(client.send("POST", "/api/labs/three/flows", body), 422, words);
    }

    @Test
    void a_body_that_is_too_large_or_too_deep_is_refused() throws Exception {
        String large = "{\"text\": \"" + "x".repeat(5 << 20) + "\"}";
        assertProblem(client.send("POST", "/api/labs", large), 413, "larger than");
        String deep = "{\"text\": " + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        assertProblem(client.send("POST", "/api/labs", deep), 400, "deep");
    }

    @Test
    void headers_and_lines_that_are_too_long_are_refused() throws Exception {
        String host = "Host: 127.0.0.1:" + served.controller.port() + "\r\n";
        assertThat(client.raw("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n" + host + "\r\n"))
                .startsWith("HTTP/1.0 414");
        assertThat(
                        client.raw(
                                "GET / HTTP/1.1\r\n"
                                        + host
                                        + "A: "
                                        + "x".repeat(20_000)
                                        + "\r\n\r\n"))
                .containsPattern("^HTTP/1.[01] 431");
        assertThat(client.raw("nonsense\r\n\r\n")).containsPattern("^HTTP/1.[01] 400");
    }

    @Test
    void a_body_of_another_type_is_refused() throws Exception {
        assertProblem(
                client.send(
                        client.withBody("PATCH", LINK, "{\"up\": false}")
                                .setHeader("Content-Type", "text/plain")),
                415,
                "application/json");
    }

    @Test
    void a_topology_that_is_bad_or_too_large_is_refused() throws Exception {
        assertProblem(deploy("topology: {nodes: {}}", ""), 422, "topology.yaml:1:1");
        assertProblem(deploy(Topologies.star(1_001), ""), 409, "this topology has 1001 nodes");
        assertProblem(deploy(Topologies.star(2_000), ""), 422, "2000 nodes on 1999 networks");
        assertProblem(deploy(Topologies.THREE, ", \"name\": \"a/b\""), 422, "is no name for a lab");
        assertProblem(client.send("POST", "/api/labs", "{}"), 422, "no topology is given");
        assertProblem(client.send("POST", "/api/labs", "{\"topology\": \"../x\"}"), 404, "../x");
    }

    @Test
    void only_the_operator_names_files_and_sends_programs() throws Exception {
        String program =
                Topologies.THREE.replace("{kind: origin}", "{kind: host, role: origin, exec: [x]}");
        assertProblem(deploy(program, ""), 403, "kind: host");
        assertProblem(
                client.send("POST", "/api/labs", "{\"file\": \"/etc/passwd\"}"),
                403,
                "user who runs the controller");
        HttpResponse<String> wrong =
                client.send(
                        client.withBody("POST", "/api/labs", "{\"file\": \"/etc/passwd\"}")
                                .header(Guard.OPERATOR, "guess"));
        assertProblem(wrong, 403, "user who runs the controller");
        assertThat(wrong.body()).doesNotContain("root");
    }

    @Test
    void of_two_deployments_of_one_name_one_wins() throws Exception {
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            Callable<HttpResponse<String>> deploy =
                    () -> deploy(Topologies.THREE, ", \"name\": \"twice\"");
            Future<HttpResponse<String>> one = both.submit(deploy);
            Future<HttpResponse<String>> other = both.submit(deploy);
            assertThat(new int[] {one.get().statusCode(), other.get().statusCode()})
                    .containsExactlyInAnyOrder(201, 409);
        }
        assertThat(client.delete("/api/labs/twice").statusCode()).isEqualTo(204);
    }

    @Test
    void two_changes_at_once_do_not_undo_each_other() throws Exception {
        assertThat(deploy(Topologies.THREE, ", \"name\": \"busy\"").statusCode()).isEqualTo(201);
        String link = "/api/labs/busy/links/client-proxy";
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            for (int i = 1; i <= 30; i++) {
                String delay = "{\"tc\": {\"delay\": \"" + i + "ms\"}, \"direction\": \"forward\"}";
                String loss = "{\"tc\": {\"loss\": \"" + i + "%\"}, \"direction\": \"forward\"}";
                Future<?> one = both.submit(() -> client.send("PATCH", link, delay));
                Future<?> other = both.submit(() -> client.send("PATCH", link, loss));
                one.get();
                other.get();
                assertThat(TestClient.json(client.get(link)).get("forward").toString())
                        .isEqualTo("{\"delay\":\"" + i + "ms\",\"loss\":\"" + i + "%\"}");
            }
        }
        assertThat(client.delete("/api/labs/busy").statusCode()).isEqualTo(204);
    }

    @Test
    void a_lab_can_be_destroyed_in_the_middle_of_a_flow() throws Exception {
        String slow = Topologies.THREE.replace("delay: 10ms", "delay: 2s");
        assertThat(deploy(slow, ", \"name\": \"slow\"").statusCode()).isEqualTo(201);
        try (ExecutorService waiter = Executors.newSingleThreadExecutor()) {
            Future<HttpResponse<String>> flow =
                    waiter.submit(
                            () ->
                                    client.send(
                                            client.withBody(
                                                            "POST",
                                                            "/api/labs/slow/flows",
                                                            "{\"flow\": \"https-proxy.http\"}")
                                                    .header("Prefer", "wait=60")));
            Until.is(() -> served.service.lab("slow").flows().size() == 1);
            assertThat(client.delete("/api/labs/slow").statusCode()).isEqualTo(204);
            assertThat(TestClient.json(flow.get()).get("state").asString()).isEqualTo("ended");
            assertThat(flow.get().body()).contains("went down");
        }
    }
}
