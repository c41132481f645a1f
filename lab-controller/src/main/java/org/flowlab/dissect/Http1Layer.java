package org.flowlab.dissect;

import java.util.ArrayDeque;
import java.util.List;
import org.flowlab.dissect.Http1Half.State;
import org.flowlab.wire.http1.BodyFraming;
import org.flowlab.wire.http1.HttpFormatException;
import org.flowlab.wire.http1.HttpHead;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1: requests in one direction, responses in the other. They are matched in order, since
/// the length of a response depends on its request. A CONNECT that succeeds turns the connection
/// into a tunnel.
final class Http1Layer implements Layer {
    static final String NAME = "http/1.1";

    /// Most requests that wait for a response; beyond that, the oldest are forgotten.
    private static final int MAX_PIPELINED = 1024;

    private final Dissection dissection;
    private final Carriage carriage;
    private final Teller teller;
    private final Http1Half client;
    private final Http1Half server;
    private final ArrayDeque<String> methods = new ArrayDeque<>(4);
    private @Nullable Tunnel tunnel;

    Http1Layer(Dissection dissection, Carriage carriage) {
        this.dissection = dissection;
        this.carriage = carriage;
        this.teller = dissection.teller(carriage, Conversation.Protocol.HTTP1);
        this.client = new Http1Half(true, dissection);
        this.server = new Http1Half(false, dissection);
    }

    @Override
    public void bytes(boolean fromClient, byte[] b, int offset, int length, Trail trail) {
        Http1Half half = half(fromClient);
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int next;
            try {
                next = step(half, b, at, end, trail);
            } catch (HttpFormatException e) {
                // The invalid bytes and all that follow are reported as opaque.
                malformed(half, e.reason(), trail.at(at));
                next = at;
            }
            half.offset += next - at;
            at = next;
            if (half.within() == null) {
                half.since = null;
            }
        }
        tellBody(half, false, trail);
        if (half.within() != null && half.since == null) {
            half.since = trail.at(end - 1);
        }
    }

    /// Takes some bytes, or changes the state.
    ///
    /// @return the index after the bytes that were taken
    private int step(Http1Half half, byte[] b, int at, int end, Trail trail)
            throws HttpFormatException {
        return switch (half.state) {
            case HEAD -> {
                int next = half.head(b, at, end);
                if (whole(next)) {
                    head(half, trail.at(next - 1));
                }
                yield next < 0 ? end : next;
            }
            case BODY -> {
                int n = body(half, at, end);
                if (half.remaining == 0) {
                    tellBody(half, true, trail);
                    half.state = State.HEAD;
                }
                yield at + n;
            }
            case BODY_UNTIL_CLOSE -> {
                half.remaining = Long.MAX_VALUE;
                yield at + body(half, at, end);
            }
            case CHUNK_SIZE -> {
                int next = half.line(b, at, end);
                if (whole(next)) {
                    half.remaining = BodyFraming.chunkSize(half.takeLine());
                    half.state = half.remaining == 0 ? State.TRAILERS : State.CHUNK;
                }
                yield next < 0 ? end : next;
            }
            case CHUNK -> {
                int n = body(half, at, end);
                if (half.remaining == 0) {
                    half.state = State.CHUNK_END;
                }
                yield at + n;
            }
            case CHUNK_END -> {
                int next = half.line(b, at, end);
                if (whole(next)) {
                    if (!half.takeLine().isEmpty()) {
                        throw new HttpFormatException("chunk is longer than its size");
                    }
                    half.state = State.CHUNK_SIZE;
                }
                yield next < 0 ? end : next;
            }
            case TRAILERS -> {
                int next = half.trailers(b, at, end);
                if (whole(next)) {
                    half.text.clear();
                    half.bodyIndex = next - 1;
                    tellBody(half, true, trail);
                    half.state = State.HEAD;
                }
                yield next < 0 ? end : next;
            }
            case TUNNEL -> {
                tunnelBytes(half, b, at, end, trail);
                yield end;
            }
            case OPAQUE -> {
                Content opaque = new Content.Opaque(end - at, half.unread);
                teller.tell(half.fromClient, opaque, trail.at(end - 1));
                yield end;
            }
        };
    }

    /// Whether a head or line is complete.
    private static boolean whole(int next) throws HttpFormatException {
        if (next == Http1Half.TOO_LONG) {
            throw new HttpFormatException("a head or line is too long");
        }
        return next != Http1Half.INCOMPLETE;
    }

    private static int body(Http1Half half, int at, int end) {
        int n = (int) Math.min(half.remaining, end - at);
        half.remaining -= n;
        half.bodyBytes += n;
        half.bodyIndex = at + n - 1;
        return n;
    }

    private void tellBody(Http1Half half, boolean last, Trail trail) {
        if (last || half.bodyBytes > 0) {
            Content body = new Content.HttpBody(half.bodyBytes, last);
            half.bodyBytes = 0;
            teller.tell(half.fromClient, body, trail.at(half.bodyIndex));
        }
    }

    private void head(Http1Half half, Passage passage) throws HttpFormatException {
        HttpHead head;
        try {
            head = HttpHead.parse(half.fromClient, half.text.buffer(), 0, half.text.size());
        } finally {
            half.text.clear();
        }
        switch (head) {
            case HttpHead.Request request -> request(request, passage);
            case HttpHead.Response response -> response(response, passage);
        }
    }

    private void request(HttpHead.Request request, Passage passage) throws HttpFormatException {
        teller.tell(
                true,
                new Content.HttpRequest(
                        request.method(), request.target(), request.version(), request.headers()),
                passage);
        if (methods.size() == MAX_PIPELINED) {
            methods.removeFirst();
        }
        methods.add(asFarAsItMatters(request.method()));
        if (request.method().equals("CONNECT")) {
            tunnel =
                    new Tunnel(
                            dissection,
                            carriage.tunnel(teller.conversation(), 0, request.target()));
            client.state = State.TUNNEL;
            return;
        }
        framed(client, BodyFraming.of(request));
    }

    /// The method if a response's length depends on it, else empty: that saves memory when many
    /// responses are awaited.
    private static String asFarAsItMatters(String method) {
        return switch (method) {
            case "CONNECT" -> "CONNECT";
            case "HEAD" -> "HEAD";
            default -> "";
        };
    }

    private void response(HttpHead.Response response, Passage passage) throws HttpFormatException {
        teller.tell(
                false,
                new Content.HttpResponse(
                        response.status(),
                        response.reason(),
                        response.version(),
                        response.headers()),
                passage);
        boolean interim = response.status() < 200 && response.status() != 101;
        String method = methods.isEmpty() ? "" : methods.getFirst();
        if (!interim) {
            methods.pollFirst();
        }
        if (response.status() == 101) {
            client.unread = upgraded(response);
            server.unread = client.unread;
        }
        framed(server, BodyFraming.of(response, method));
        if (!interim && method.equals("CONNECT") && server.state != State.TUNNEL) {
            refused();
        }
    }

    /// Why the bytes after a 101 are not read. Its Upgrade header names their protocol (RFC 9110
    /// §7.8).
    private static Unread upgraded(HttpHead.Response response) {
        String to = String.join(", ", response.headers().getOrDefault("upgrade", List.of()));
        return to.isBlank()
                ? Unread.because(Unread.Cause.PROTOCOL_UNKNOWN)
                : new Unread(Unread.Cause.PROTOCOL_UNSUPPORTED, to.strip());
    }

    private void framed(Http1Half half, BodyFraming framing) {
        switch (framing) {
            case BodyFraming.None ignored -> half.state = State.HEAD;
            case BodyFraming.Length length -> {
                half.remaining = length.bytes();
                half.state = State.BODY;
            }
            case BodyFraming.Chunked ignored -> half.state = State.CHUNK_SIZE;
            case BodyFraming.UntilClose ignored -> half.state = State.BODY_UNTIL_CLOSE;
            case BodyFraming.Tunnel ignored -> accepted();
        }
    }

    /// Goes on after a CONNECT that succeeded, or an upgrade to another protocol.
    private void accepted() {
        Tunnel connect = tunnel;
        server.state = connect == null ? State.OPAQUE : State.TUNNEL;
        if (connect == null) {
            client.state = State.OPAQUE;
        } else {
            connect.open();
        }
    }

    /// Goes on after a CONNECT that failed: the bytes after it are the next request.
    private void refused() {
        Tunnel connect = tunnel;
        tunnel = null;
        if (connect == null) {
            return;
        }
        client.state = State.HEAD;
        for (Tunnel.Held held : connect.refuse()) {
            if (held.bytes().length > 0) {
                client.offset -= held.bytes().length;
                bytes(true, held.bytes(), 0, held.bytes().length, Trail.of(held.passage()));
            } else {
                end(true, held.passage());
            }
        }
        // The tunnel is open if the client sent more than could be held.
        connect.close(true);
    }

    private void tunnelBytes(Http1Half half, byte[] b, int at, int end, Trail trail) {
        if (tunnel != null) {
            tunnel.bytes(half.fromClient, b, at, end - at, trail);
        }
    }

    private void malformed(Http1Half half, String reason, Passage passage) {
        half.state = State.OPAQUE;
        half.text.clear();
        teller.tell(half.fromClient, new Content.Malformed(NAME, half.offset, reason), passage);
    }

    @Override
    public void gap(boolean fromClient, String reason, Passage passage) {
        Http1Half half = half(fromClient);
        if (half.state == State.TUNNEL && tunnel != null) {
            tunnel.gap(fromClient, reason, passage);
        } else if (half.state != State.OPAQUE) {
            malformed(half, reason, passage);
        }
    }

    @Override
    public void end(boolean fromClient, Passage passage) {
        Http1Half half = half(fromClient);
        String within = half.within();
        if (within != null) {
            malformed(half, "ends within " + within, passage);
            return;
        }
        switch (half.state) {
            case BODY_UNTIL_CLOSE -> {
                half.state = State.HEAD;
                teller.tell(fromClient, new Content.HttpBody(0, true), passage);
            }
            case TUNNEL -> {
                if (tunnel != null) {
                    tunnel.end(fromClient, passage);
                }
            }
            case HEAD, BODY, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS, OPAQUE -> {}
        }
    }

    @Override
    public void close(boolean over) {
        if (over) {
            leave(client);
            leave(server);
        }
        client.text.clear();
        server.text.clear();
        if (tunnel != null) {
            // No answer was seen; the bytes after a CONNECT are most likely the tunnel's.
            tunnel.open();
            tunnel.close(over);
        }
    }

    /// Ends a direction; reports a message that has begun as not complete.
    private void leave(Http1Half half) {
        String within = half.within();
        Passage since = half.since;
        if (within != null && since != null) {
            malformed(half, "not complete: " + within, since);
        }
    }

    private Http1Half half(boolean fromClient) {
        return fromClient ? client : server;
    }
}
