package org.flowlab.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.flowlab.view.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// A controller's API, as the command line uses it. Thread-safe.
final class LabClient {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

    /// For an answer. To bring a lab with many nodes up, or to take it down, takes the longest.
    private static final Duration ANSWER_PATIENCE = Duration.ofMinutes(5);

    private final LabUrl url;
    private final String token;
    private final Optional<RuntimeFiles.Running> running;
    private final Refusals refusals;
    private final HttpClient http;

    /// Opens no connection.
    LabClient(Access access) {
        url = LabUrl.of(access.url());
        token = access.token();
        // The secret is for the controller that wrote it: another user may listen on the same port
        // of another loopback address.
        running =
                url.isLocal()
                        ? access.files()
                                .find(url.port())
                                .filter(own -> url.isSameAs(LabUrl.of(own.url())))
                        : Optional.empty();
        refusals = new Refusals(url, access.files());
        http = Https.client(url.uri(), CONNECT_PATIENCE);
    }

    LabUrl url() {
        return url;
    }

    /// Whether the controller knows by the runtime file that its own user asks.
    boolean isOperator() {
        return running.isPresent();
    }

    /// A path of the API: its parts, escaped.
    static String path(String... parts) {
        StringBuilder path = new StringBuilder("/api");
        for (String part : parts) {
            path.append('/')
                    .append(URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return path.toString();
    }

    <T> T get(String path, Class<T> type) {
        return read(send("GET", path, null, 0), type);
    }

    /// Waits at most `seconds` until what is asked for has ended.
    <T> T getWaiting(String path, int seconds, Class<T> type) {
        return read(send("GET", path, null, seconds), type);
    }

    <T> T post(String path, Object body, Class<T> type) {
        return read(send("POST", path, body, 0), type);
    }

    <T> T patch(String path, Object body, Class<T> type) {
        return read(send("PATCH", path, body, 0), type);
    }

    void delete(String path) {
        send("DELETE", path, null, 0);
    }

    private String send(String method, String path, @Nullable Object body, int wait) {
        HttpRequest.Builder request = request(path);
        if (wait > 0) {
            request.header("Prefer", "wait=" + wait);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(Json.of(body)));
        HttpResponse<String> answer =
                send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (answer.statusCode() / 100 != 2) {
            throw refusals.of(answer, answer.body());
        }
        return answer.body();
    }

    /// The bytes of a download; the caller closes it.
    InputStream download(String path) {
        HttpResponse<InputStream> answer =
                send(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() / 100 == 2) {
            return answer.body();
        }
        try (InputStream body = answer.body()) {
            throw refusals.of(answer, new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("read the answer of " + url, e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(ANSWER_PATIENCE)
                        .header("Accept", "application/json, application/problem+json, */*;q=0.5");
        running.ifPresent(own -> request.header("Flowlab-Operator", own.secret()));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (ConnectException e) {
            throw refusals.unreachable();
        } catch (HttpTimeoutException e) {
            throw refusals.silent();
        } catch (IOException e) {
            throw refusals.broken(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refusals.silent();
        }
    }

    private <T> T read(String body, Class<T> type) {
        try {
            return Json.read(body, type);
        } catch (JacksonException e) {
            throw refusals.foreign();
        }
    }
}
