package org.flowlab.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Content.HttpBody;
import org.flowlab.dissect.Content.HttpRequest;
import org.flowlab.dissect.Content.HttpResponse;
import org.flowlab.dissect.Message;
import org.flowlab.flow.Sighting.Kind;
import org.flowlab.flow.Spoken;
import org.jspecify.annotations.Nullable;

/// Requests and responses of an HTTP/1.1 connection. A message is complete with its last body byte
/// (RFC 9112 §6.3); a CONNECT, and the 2xx that answers it, with the end of its head.
final class HttpMoments {
    private final List<Moment> moments;
    private final List<String> methods = new ArrayList<>();

    HttpMoments(List<Moment> moments) {
        this.moments = moments;
    }

    void add(List<Message> client, List<Message> server) {
        for (int i = 0; i < client.size(); i++) {
            if (client.get(i).content() instanceof HttpRequest request) {
                methods.add(request.method());
                add(request, client, i);
            }
        }
        int nth = 0;
        for (int i = 0; i < server.size(); i++) {
            if (server.get(i).content() instanceof HttpResponse response
                    && (response.status() >= 200 || response.status() == 101)) {
                add(response, nth < methods.size() ? methods.get(nth) : "", server, i);
                nth++;
            }
        }
    }

    private void add(HttpRequest request, List<Message> messages, int at) {
        Spoken spoken =
                new Spoken.HttpRequest(
                        Moment.printable(request.method()),
                        Moment.printable(request.target()),
                        Moment.printable(request.version()));
        if (request.method().equals("CONNECT")) {
            moments.add(new Moment(Kind.CONNECT, spoken, messages.get(at)));
            return;
        }
        boolean body = hasBody(request.headers());
        add(Kind.REQUEST, spoken, end(messages, at, body));
    }

    private void add(HttpResponse response, String method, List<Message> messages, int at) {
        Spoken spoken =
                new Spoken.HttpResponse(
                        Moment.printable(response.version()),
                        response.status(),
                        Moment.printable(response.reason()));
        boolean success = response.status() >= 200 && response.status() < 300;
        if (method.equals("CONNECT") && success) {
            moments.add(new Moment(Kind.CONNECT_ESTABLISHED, spoken, messages.get(at)));
            return;
        }
        boolean bodiless =
                method.equals("HEAD")
                        || response.status() == 101
                        || response.status() == 204
                        || response.status() == 304
                        || isZero(first(response.headers(), "content-length"));
        add(Kind.RESPONSE, spoken, end(messages, at, !bodiless));
    }

    private void add(Kind kind, Spoken spoken, @Nullable Message end) {
        if (end != null) {
            moments.add(new Moment(kind, spoken, end));
        }
    }

    private static boolean hasBody(Map<String, List<String>> headers) {
        String length = first(headers, "content-length");
        return headers.containsKey("transfer-encoding") || (length != null && !isZero(length));
    }

    private static boolean isZero(@Nullable String length) {
        return length != null && length.matches("0+");
    }

    private static @Nullable String first(Map<String, List<String>> headers, String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.getFirst().strip();
    }

    /// The message that completes the one whose head is at `head`; null if it never ends.
    private static @Nullable Message end(List<Message> messages, int head, boolean needsBody) {
        if (!needsBody) {
            return messages.get(head);
        }
        for (Message message : messages.subList(head + 1, messages.size())) {
            switch (message.content()) {
                case HttpBody body when body.last() -> {
                    return message;
                }
                case HttpRequest next -> {
                    return null;
                }
                case HttpResponse next -> {
                    return null;
                }
                default -> {}
            }
        }
        return null;
    }
}
