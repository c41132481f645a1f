package org.flowlab.observe;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowlab.dissect.Content.SpdyData;
import org.flowlab.dissect.Content.SpdyHeaders;
import org.flowlab.dissect.Content.SpdyRstStream;
import org.flowlab.dissect.Content.SpdySynReply;
import org.flowlab.dissect.Content.SpdySynStream;
import org.flowlab.dissect.Message;
import org.flowlab.flow.Sighting.Kind;
import org.flowlab.flow.Spoken;

/// Requests and responses of a SPDY/3.1 session. A message is complete with the frame that carries
/// FIN; a CONNECT with its SYN_STREAM, and the 2xx that answers it with its SYN_REPLY. Streams that
/// the server opens (push) are ignored.
final class SpdyMoments {
    private static final Pattern STATUS =
            Pattern.compile("([1-9][0-9]{2})((?: .*)?)", Pattern.DOTALL);

    private final List<Moment> moments;
    private final Set<Integer> connects = new HashSet<>();

    SpdyMoments(List<Moment> moments) {
        this.moments = moments;
    }

    void add(List<Message> client, List<Message> server) {
        for (int i = 0; i < client.size(); i++) {
            if (client.get(i).content() instanceof SpdySynStream syn) {
                add(syn, client, i);
            }
        }
        for (int i = 0; i < server.size(); i++) {
            if (server.get(i).content() instanceof SpdySynReply reply) {
                add(reply, server, i);
            }
        }
    }

    private void add(SpdySynStream syn, List<Message> messages, int at) {
        String method = header(syn.headers(), "method");
        boolean connect = method.equals("CONNECT");
        Spoken spoken = request(syn, method, messages.get(at));
        if (connect) {
            connects.add(syn.streamId());
            moments.add(new Moment(Kind.CONNECT, spoken, messages.get(at)));
        } else {
            addAtFin(Kind.REQUEST, spoken, messages, at);
        }
    }

    private void add(SpdySynReply reply, List<Message> messages, int at) {
        Spoken.SpdyResponse spoken = response(reply);
        if (connects.contains(reply.streamId()) && spoken.status() / 100 == 2) {
            moments.add(new Moment(Kind.CONNECT_ESTABLISHED, spoken, messages.get(at)));
        } else {
            addAtFin(Kind.RESPONSE, spoken, messages, at);
        }
    }

    /// Adds the message if it ends with FIN; one that never ends, or that RST_STREAM cuts short, is
    /// not added.
    private void addAtFin(Kind kind, Spoken spoken, List<Message> messages, int head) {
        int stream = spoken.stream();
        for (Message message : messages.subList(head, messages.size())) {
            boolean fin =
                    switch (message.content()) {
                        case SpdySynStream s -> s.streamId() == stream && s.fin();
                        case SpdySynReply s -> s.streamId() == stream && s.fin();
                        case SpdyHeaders h -> h.streamId() == stream && h.fin();
                        case SpdyData d -> d.streamId() == stream && d.fin();
                        default -> false;
                    };
            if (fin) {
                moments.add(new Moment(kind, spoken, message));
                return;
            }
            if (message.content() instanceof SpdyRstStream reset && reset.streamId() == stream) {
                return;
            }
        }
    }

    /// The request as the catalogue of flows writes it: the whole URL to a proxy, path and host in
    /// a tunnel.
    private static Spoken request(SpdySynStream syn, String method, Message message) {
        String path = header(syn.headers(), "path");
        String scheme = header(syn.headers(), "scheme");
        String host = header(syn.headers(), "host");
        boolean tunnelled = message.conversation().tunnels() > 0;
        boolean whole = !tunnelled && path.startsWith("/") && !scheme.isEmpty();
        return new Spoken.SpdyRequest(
                syn.streamId(),
                Moment.printable(method),
                Moment.printable(whole ? scheme + "://" + host + path : path),
                tunnelled ? Moment.printable(host) : "");
    }

    /// Reads the status header: a status code and, in most cases, a reason: `200 OK`.
    private static Spoken.SpdyResponse response(SpdySynReply reply) {
        String line = header(reply.headers(), "status");
        Matcher status = STATUS.matcher(line);
        return status.matches()
                ? new Spoken.SpdyResponse(
                        reply.streamId(),
                        Integer.parseInt(status.group(1)),
                        Moment.printable(status.group(2).strip()))
                : new Spoken.SpdyResponse(reply.streamId(), 0, Moment.printable(line));
    }

    /// The value of SPDY/3's `:name` or SPDY/2's `name` (`url` for `path`); empty if there is none.
    private static String header(Map<String, List<String>> headers, String name) {
        List<String> values = headers.getOrDefault(":" + name, headers.get(name));
        if (values == null && name.equals("path")) {
            values = headers.get("url");
        }
        return values == null || values.isEmpty() ? "" : values.getFirst();
    }
}
