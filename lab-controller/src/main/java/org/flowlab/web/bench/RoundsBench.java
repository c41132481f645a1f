package org.flowlab.web.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.flowlab.bench.Finding;
import org.flowlab.bench.Part;
import org.flowlab.bench.Target;
import org.flowlab.view.Json;

/// What labs that come and go leave in the controller's process: threads, open files, live objects.
final class RoundsBench {
    private static final int SETTLED = 50;
    private static final double MOST_PERCENT = 5;
    private static final int COLLECTIONS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final HttpClient http;
    private final String url;

    private RoundsBench(HttpClient http, String url) {
        this.http = http;
        this.url = url;
    }

    /// What the process holds.
    private record Holds(long threads, long files, long heapBytes) {
        static Holds now() throws IOException {
            long heap = Long.MAX_VALUE;
            for (int i = 0; i < COLLECTIONS; i++) { // cleaners need more than one
                System.gc();
                heap =
                        Math.min(
                                heap,
                                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
            try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
                return new Holds(
                        ManagementFactory.getThreadMXBean().getThreadCount(), files.count(), heap);
            }
        }

        /// The least of some seconds: threads that close sockets in the background end meanwhile.
        static Holds atRest() throws IOException, InterruptedException {
            Holds least = now();
            long end = System.nanoTime() + PATIENCE.toNanos();
            for (int same = 0; same < 10 && System.nanoTime() < end; same++) {
                Thread.sleep(PAUSE);
                Holds now = now();
                if (now.threads < least.threads || now.files < least.files) {
                    same = 0;
                }
                least =
                        new Holds(
                                Math.min(now.threads, least.threads),
                                Math.min(now.files, least.files),
                                Math.min(now.heapBytes, least.heapBytes));
            }
            return least;
        }
    }

    static void measure(Part.Run run, BenchController controller) throws Exception {
        int rounds = run.times(1_000, 200);
        try (HttpClient http = HttpClient.newHttpClient()) {
            RoundsBench bench = new RoundsBench(http, controller.controller().url());
            KnownCertificates.fill();
            bench.rounds(SETTLED);
            Holds before = Holds.atRest();
            long start = System.nanoTime();
            bench.rounds(rounds - SETTLED);
            double seconds = (System.nanoTime() - start) / 1e9;
            Holds after = Holds.atRest();
            run.found(
                    Finding.of(
                                    "a lab up, a flow, the lab down",
                                    "ms",
                                    seconds * 1e3 / (rounds - SETTLED))
                            .with("rounds", rounds));
            growth(run, "threads", before.threads, after.threads);
            growth(run, "open files", before.files, after.files);
            growth(run, "live heap", before.heapBytes, after.heapBytes);
        }
    }

    private static void growth(Part.Run run, String what, long before, long after) {
        run.found(
                Finding.of(
                                what + ", growth from round " + SETTLED,
                                "%",
                                100.0 * (after - before) / before)
                        .should(Target.atMost(MOST_PERCENT, Target.Kind.MUST))
                        .with("before", before)
                        .with("after", after));
    }

    private void rounds(int count) throws Exception {
        String lab = Json.line(Map.of("text", BenchController.TOPOLOGY, "name", "comes"));
        String flow = "{\"flow\": \"spdy-proxy.https-spdy\"}";
        for (int i = 0; i < count; i++) {
            send(201, "POST", "/api/labs", lab);
            send(200, "POST", "/api/labs/comes/flows", flow);
            send(204, "DELETE", "/api/labs/comes", "");
        }
    }

    private void send(int status, String method, String path, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .header("Prefer", "wait=60")
                        .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            throw new IllegalStateException(
                    method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
    }
}
