package org.flowlab.observe;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowlab.dissect.Content.SpdyData;
import org.flowlab.dissect.Content.SpdyHeaders;
import org.flowlab.dissect.Content.SpdyRstStream;
import org.flowlab.dissect.Content.SpdySynReply;
import org.flowlab.dissect.Content.SpdySynStream;
import org.flowlab.dissect.Message;
import org.flowlab.flow.Sighting.Kind;

/// Requests and responses of a SPDY/3.1 session, complete with the frame that carries FIN; a
/// CONNECT with its SYN_STREAM, and the 2xx that answers it with its SYN_REPLY. Streams that the
/// server opens (push) are none.
final class SpdyMoments {
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
        String label =
                "SYN_STREAM stream "
                        + syn.streamId()
                        + ", "
                        + method
                        + " "
                        + url(syn.headers(), messages.get(at));
        if (connect) {
            connects.add(syn.streamId());
            moments.add(new Moment(Kind.CONNECT, syn.streamId(), label, messages.get(at)));
        } else {
            addAtFin(Kind.REQUEST, syn.streamId(), label, messages, at);
        }
    }

    private void add(SpdySynReply reply, List<Message> messages, int at) {
        String status = header(reply.headers(), "status");
        String label = "SYN_REPLY stream " + reply.streamId() + ", " + status;
        if (connects.contains(reply.streamId()) && status.startsWith("2")) {
            moments.add(
                    new Moment(
                            Kind.CONNECT_ESTABLISHED, reply.streamId(), label, messages.get(at)));
        } else {
            addAtFin(Kind.RESPONSE, reply.streamId(), label, messages, at);
        }
    }

    /// A message that never ends, or is cut short by RST_STREAM, is no moment.
    private void addAtFin(Kind kind, int stream, String label, List<Message> messages, int head) {
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
                moments.add(new Moment(kind, stream, label, message));
                return;
            }
            if (message.content() instanceof SpdyRstStream reset && reset.streamId() == stream) {
                return;
            }
        }
    }

    /// As the source has it: to a proxy the whole URL, in a tunnel the path and the host.
    private static String url(Map<String, List<String>> headers, Message message) {
        String path = header(headers, "path");
        String scheme = header(headers, "scheme");
        String host = header(headers, "host");
        if (message.conversation().tunnels() > 0) {
            return host.isEmpty() ? path : path + ", host " + host;
        }
        return path.startsWith("/") && !scheme.isEmpty() ? scheme + "://" + host + path : path;
    }

    /// SPDY/3's `:name`, or SPDY/2's `name` (`url` for `path`); empty where there is none.
    private static String header(Map<String, List<String>> headers, String name) {
        List<String> values = headers.getOrDefault(":" + name, headers.get(name));
        if (values == null && name.equals("path")) {
            values = headers.get("url");
        }
        return values == null || values.isEmpty() ? "" : values.getFirst();
    }
}
