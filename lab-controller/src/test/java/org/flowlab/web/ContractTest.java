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
        service = new LabService(folder, Clock.systemUTC());
        controller =
                Controller.start(ControllerOptions.loopback(0).withOperatorSecret(SECRET), service);
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
        expect(200, "getVersion", client.request("/api/version"));
        expect(200, "listCatalogue", client.request("/api/flows"));
        expect(200, "getCatalogueFlow", client.request("/api/flows/direct?tls=1.3"));
        problem(404, "getCatalogueFlow", client.request("/api/flows/dirct"));
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
        String type = headers.getOrDefault("content-type", "");
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

    private void problem(int status, String operation, HttpRequest.Builder request)
            throws Exception {
        String body = expect(status, operation, request);
        assertThat(body).contains("\"status\":" + status).contains("\"detail\":\"");
    }
}
