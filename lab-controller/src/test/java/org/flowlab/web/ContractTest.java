package org.flowlab.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.flowlab.lab.Labs;
import org.flowlab.service.LabService;
import org.flowlab.service.Library;
import org.flowlab.service.LiveRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every operation of the contract is called, and every answer is what the contract says.
@Tag("netns")
class ContractTest {
    static final String SECRET = "a secret of this test";

    private final Set<String> called = new TreeSet<>();
    private final Vertx vertx = Vertx.vertx();
    @TempDir Path folder;
    private LabService service;
    private Controller controller;
    private TestClient client;
    private OpenAPIContract contract;
    private ResponseValidator validator;

    @BeforeEach
    void start() throws Exception {
        Labs.assume();
        service = new LabService(folder.resolve("results"), Clock.systemUTC());
        Path topologies = Files.createDirectory(folder.resolve("topologies"));
        Path experiments = Files.createDirectory(folder.resolve("experiments"));
        Files.writeString(topologies.resolve("three.yaml"), Topologies.THREE);
        Files.writeString(topologies.resolve("bad.yaml"), "topology: 1");
        Files.writeString(experiments.resolve("one.yaml"), Topologies.EXPERIMENT);
        controller =
                Controller.start(
                        ControllerOptions.loopback(0)
                                .withOperatorSecret(SECRET)
                                .withLibrary(new Library(topologies, experiments)),
                        service);
        client = new TestClient(controller);
        contract =
                Contract.read()
                        .load(vertx)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);
        validator = ResponseValidator.create(vertx, contract);
    }

    @AfterEach
    void stop() throws Exception {
        controller.close();
        service.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void every_operation_answers_as_the_contract_says() throws Exception {
        pages();
        library();
        runs();
        labs();
        links();
        flows();
        events();
        expect(204, "destroyLab", client.request("/api/labs/mine").DELETE());
        assertThat(called)
                .containsExactlyInAnyOrderElementsOf(
                        contract.operations().stream().map(Operation::getOperationId).toList());
    }

    private void pages() throws Exception {
        assertThat(expect(200, "startPage", client.request("/"))).contains("None is up");
        assertThat(expect(200, "getContract", client.request("/openapi.yaml")))
                .isEqualTo(Contract.read().text());
        assertThat(expect(200, "getHealth", client.request("/health")))
                .isEqualTo("{\"status\":\"up\",\"labs\":0}");
        assertThat(expect(200, "getMetrics", client.request("/metrics")))
                .contains("flowlab_labs 0.0\n");
        expect(200, "getVersion", client.request("/api/version"));
        expect(200, "listCatalogue", client.request("/api/flows"));
        expect(200, "getCatalogueFlow", client.request("/api/flows/direct?tls=1.3"));
        problem(404, "getCatalogueFlow", client.request("/api/flows/dirct"));
    }

    private void library() throws Exception {
        assertThat(expect(200, "listTopologies", client.request("/api/topologies")))
                .contains("\"name\":\"three\"");
        assertThat(expect(200, "getTopology", client.request("/api/topologies/three")))
                .isEqualTo(Topologies.THREE);
        problem(404, "getTopology", client.request("/api/topologies/..%2Fthree"));
        assertThat(expect(200, "validateTopology", yaml(Topologies.THREE)))
                .contains("\"valid\":true");
        assertThat(
                        problem(
                                422,
                                "validateTopology",
                                yaml(Topologies.THREE.replace("delay", "dely"))))
                .contains("topology.yaml:8:")
                .contains("did you mean delay");
        expect(200, "listExperiments", client.request("/api/experiments"));
        expect(200, "getExperiment", client.request("/api/experiments/one"));
    }

    private HttpRequest.Builder yaml(String text) {
        return client.withBody("POST", "/api/topologies/validate", text)
                .setHeader("Content-Type", "application/yaml");
    }

    private void runs() throws Exception {
        String started =
                expect(
                        201,
                        "startRun",
                        client.withBody(
                                "POST",
                                "/api/runs",
                                "{\"experiment\": \"one\", \"trials\": 2, \"capture\": \"all\"}"));
        String id = started.replaceFirst(".*\"id\":\"([^\"]*)\".*", "$1");
        service.runs().find(id).orElseThrow().whenEnded().get(120, TimeUnit.SECONDS);
        String run = "/api/runs/" + id;
        assertThat(expect(200, "getRun", client.request(run))).contains("\"state\":\"done\"");
        expect(200, "listRuns", client.request("/api/runs"));
        String summary = expect(200, "getRunSummary", client.request(run + "/summary"));
        assertThat(summary).contains("\"trials\":2,", "\"theoryIsBound\":true", "\"median\":");
        assertThat(expect(200, "listTrials", client.request(run + "/trials?from=2&limit=1")))
                .contains("\"total\":2")
                .contains("\"trial\":2");
        assertThat(expect(200, "getTrial", client.request(run + "/trials/1")))
                .contains("Client Hello");
        problem(404, "getTrial", client.request(run + "/trials/3"));
        problem(400, "getTrial", client.request(run + "/trials/one"));
        assertThat(
                        expect(
                                200,
                                "listTrialMessages",
                                client.request(run + "/trials/1/messages?limit=5")))
                .contains("\"from\":\"client\"");
        expect(200, "getRunCapture", client.request(run + "/capture"));
        problem(409, "stopRun", post(run + "/stop"));
        String long_ =
                expect(
                        201,
                        "startRun",
                        client.withBody(
                                "POST",
                                "/api/runs",
                                TestClient.text(
                                        Topologies.EXPERIMENT.replace(
                                                "../topologies/three.yaml", "three"),
                                        ", \"trials\": 500")));
        String other = long_.replaceFirst(".*\"id\":\"([^\"]*)\".*", "$1");
        LiveRun live = service.runs().find(other).orElseThrow();
        expect(202, "stopRun", post("/api/runs/" + other + "/stop"));
        assertThat(live.whenEnded().get(120, TimeUnit.SECONDS).outcome()).isEqualTo("stopped");
    }

    private HttpRequest.Builder post(String path) {
        return client.request(path).POST(HttpRequest.BodyPublishers.noBody());
    }

    private void labs() throws Exception {
        Path file = folder.resolve("network.yaml");
        Files.writeString(file, Topologies.THREE);
        expect(
                201,
                "deployLab",
                client.withBody(
                        "POST",
                        "/api/labs",
                        TestClient.text(Topologies.THREE, ", \"name\": \"mine\", \"seed\": 7")));
        expect(
                201,
                "deployLab",
                client.withBody(
                                "POST",
                                "/api/labs",
                                "{\"file\": \"" + file + "\", \"name\": \"my other\"}")
                        .header(Guard.OPERATOR, SECRET));
        assertThat(expect(200, "listLabs", client.request("/api/labs"))).contains("my other");
        expect(200, "getLab", client.request("/api/labs/my%20other"));
        expect(204, "destroyLab", client.request("/api/labs/my%20other").DELETE());
        problem(404, "getLab", client.request("/api/labs/my%20other"));
        assertThat(expect(200, "getLabTopology", client.request("/api/labs/mine/topology")))
                .isEqualTo(Topologies.THREE);
        expect(
                200,
                "getNamespace",
                client.request("/api/labs/mine/nodes/client/namespace")
                        .header(Guard.OPERATOR, SECRET));
        problem(403, "getNamespace", client.request("/api/labs/mine/nodes/client/namespace"));
    }

    private void links() throws Exception {
        expect(200, "listLinks", client.request("/api/labs/mine/links"));
        expect(200, "getLink", client.request("/api/labs/mine/links/client-proxy"));
        String changed =
                expect(
                        200,
                        "changeLink",
                        client.withBody(
                                "PATCH",
                                "/api/labs/mine/links/client-proxy",
                                "{\"tc\": {\"delay\": \"2ms\", \"loss\": {\"gemodel\": {\"p\": \"0%\"}}, \"mtu\": 1500}, \"direction\": \"forward\"}"));
        assertThat(changed).contains("\"delay\":\"2ms\"").contains("\"delay\":\"20ms\"");
    }

    private void flows() throws Exception {
        String state =
                expect(
                        200,
                        "runFlow",
                        client.withBody(
                                        "POST",
                                        "/api/labs/mine/flows",
                                        "{\"flow\": \"spdy-proxy.https-spdy\", \"manner\": {\"tls\": 1.3}}")
                                .header("Prefer", "respond-async, wait=60"));
        assertThat(state).contains("\"state\":\"ended\"").contains("\"conforms\":true");
        expect(200, "getFlow", client.request("/api/labs/mine/flows/t1"));
        assertThat(
                        expect(
                                200,
                                "listFlowMessages",
                                client.request("/api/labs/mine/flows/t1/messages?from=2&limit=3")))
                .contains("\"number\":2")
                .doesNotContain("\"number\":5");
        expect(200, "getFlowCapture", client.request("/api/labs/mine/flows/t1/capture"));
        expect(200, "listFlows", client.request("/api/labs/mine/flows"));
        problem(409, "cancelFlow", client.request("/api/labs/mine/flows/t1").DELETE());
        for (String id : new String[] {"t2", "t3", "t4"}) {
            expect(
                    202,
                    "runFlow",
                    client.withBody(
                            "POST",
                            "/api/labs/mine/flows",
                            "{\"flow\": \"https-proxy.https-http\"}"));
        }
        expect(204, "cancelFlow", client.request("/api/labs/mine/flows/t4").DELETE());
    }

    private void events() throws Exception {
        HttpResponse<InputStream> stream =
                client.stream(client.request("/api/events?lab=mine&messages=true&counters=true"));
        called.add("streamEvents");
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().limit(20)).anyMatch(l -> l.equals("event: state"));
        }
        problem(400, "streamEvents", client.request("/api/events?messages=perhaps"));
    }

    private String expect(int status, String operation, HttpRequest.Builder request)
            throws Exception {
        called.add(operation);
        HttpResponse<String> response = client.send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        Map<String, String> headers = new LinkedHashMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        validate(operation, response, headers);
        return response.body();
    }

    private void validate(
            String operation, HttpResponse<String> response, Map<String, String> headers)
            throws Exception {
        String type = headers.getOrDefault("content-type", "").replaceFirst(";.*", "");
        validator
                .validate(
                        type.isEmpty()
                                ? ValidatableResponse.create(response.statusCode(), headers)
                                : ValidatableResponse.create(
                                        response.statusCode(),
                                        headers,
                                        Buffer.buffer(response.body()),
                                        type),
                        operation)
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private String problem(int status, String operation, HttpRequest.Builder request)
            throws Exception {
        String body = expect(status, operation, request);
        assertThat(body).contains("\"status\":" + status).contains("\"detail\":\"");
        return body;
    }
}
