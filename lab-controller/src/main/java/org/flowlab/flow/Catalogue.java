package org.flowlab.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flowlab.flow.Sighting.Kind;
import org.flowlab.flow.Step.Speech;

/// The flows that the lab runs, as data.
public final class Catalogue {
    private static final String HTTPS_PROXY = "HTTPS Proxy";
    private static final String SPDY_PROXY = "SPDY Proxy";
    private static final String REPLY = "HTTP/1.1 200 OK";
    private static final String CONNECTS = "Proxy connects (or reuses connection) to origin";

    private static final List<Flow> FLOWS =
            List.of(
                    direct(),
                    plain("https-proxy.http", HTTPS_PROXY, Speech.HTTP1),
                    tunnel("https-proxy.https-http", HTTPS_PROXY, Speech.HTTP1, Speech.HTTP1),
                    tunnel("https-proxy.https-spdy", HTTPS_PROXY, Speech.HTTP1, Speech.SPDY),
                    plain("spdy-proxy.http", SPDY_PROXY, Speech.SPDY),
                    tunnel("spdy-proxy.https-http", SPDY_PROXY, Speech.SPDY, Speech.HTTP1),
                    tunnel("spdy-proxy.https-spdy", SPDY_PROXY, Speech.SPDY, Speech.SPDY));

    private Catalogue() {}

    /// `direct`, then the six.
    public static List<Flow> flows() {
        return FLOWS;
    }

    /// The six flows through a proxy.
    public static List<Flow> six() {
        return FLOWS.subList(1, FLOWS.size());
    }

    public static Optional<Flow> find(String id) {
        return FLOWS.stream().filter(f -> f.id().equals(id)).findFirst();
    }

    /// The flow called `id`.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists the ids
    public static Flow flow(String id) {
        return find(id).orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no flow '"
                                                + id
                                                + "': the flows are "
                                                + String.join(
                                                        ", ",
                                                        FLOWS.stream().map(Flow::id).toList())));
    }

    private static Flow direct() {
        Steps s = new Steps();
        s.phase = Phase.ORIGIN;
        s.connect(Role.CLIENT, Role.ORIGIN, "Client opens TCP connection to Origin");
        s.handshake(Role.ORIGIN, false, 2, "Client performs SSL handshake with Origin");
        s.heading = "Client issues request via HTTP to origin";
        s.add(Kind.REQUEST, Role.CLIENT, Role.ORIGIN, Speech.HTTP1, "GET / HTTP/1.1", 8);
        s.details("Host: origin");
        s.heading = "Origin sends HTTP response to Client";
        s.add(Kind.RESPONSE, Role.ORIGIN, Role.CLIENT, Speech.HTTP1, REPLY, 9);
        return new Flow("direct", "HTTPS URL, no proxy", "", s.list);
    }

    private static Steps toProxy() {
        Steps s = new Steps();
        s.phase = Phase.PROXY;
        s.connect(Role.CLIENT, Role.PROXY, "Client opens TCP connection to Proxy");
        s.handshake(Role.PROXY, false, 2, "Client performs SSL handshake with Proxy");
        return s;
    }

    private static Flow plain(String id, String proxy, Speech speech) {
        Steps s = toProxy();
        boolean spdy = speech == Speech.SPDY;
        s.phase = Phase.ORIGIN;
        s.heading = spdy ? "Client requests url over SPDY" : "Client requests url";
        s.add(
                Kind.REQUEST,
                Role.CLIENT,
                Role.PROXY,
                speech,
                spdy ? "SYN_STREAM" : "GET http://origin/",
                8);
        if (spdy) {
            s.details("stream_id = 1", "method = GET", "url = http://origin/");
        }
        s.connect(Role.PROXY, Role.ORIGIN, CONNECTS);
        s.heading = "Proxy issues request via HTTP to backend";
        s.add(
                Kind.REQUEST,
                Role.PROXY,
                Role.ORIGIN,
                Speech.HTTP1,
                "GET http://origin/ HTTP/1.1",
                11);
        s.heading = "Origin sends HTTP response to Proxy";
        s.add(
                Kind.RESPONSE,
                Role.ORIGIN,
                Role.PROXY,
                Speech.HTTP1,
                spdy ? "HTTP/1.1 200" : REPLY,
                13);
        s.heading =
                "Proxy reads HTTP response from backend, sends "
                        + (spdy ? "SPDY" : "HTTP")
                        + " response to client";
        s.add(Kind.RESPONSE, Role.PROXY, Role.CLIENT, speech, spdy ? "SYN_REPLY" : REPLY, 14);
        if (spdy) {
            s.details("stream_id = 1", "status = 200 OK");
        }
        return new Flow(id, proxy + ": HTTP URL", proxy, s.list);
    }

    private static Flow tunnel(String id, String proxy, Speech outer, Speech inner) {
        Steps s = toProxy();
        boolean spdy = outer == Speech.SPDY;
        s.phase = Phase.TUNNEL;
        s.heading = "Client sends CONNECT request to Proxy via " + (spdy ? "SPDY" : "HTTP");
        s.add(
                Kind.CONNECT,
                Role.CLIENT,
                Role.PROXY,
                outer,
                spdy ? "SYN_STREAM" : "CONNECT origin:443",
                8);
        if (spdy) {
            s.details("stream_id = 1", "method = CONNECT", "url = origin:443");
        }
        s.connect(Role.PROXY, Role.ORIGIN, CONNECTS);
        s.heading = "Proxy sends " + (spdy ? "SPDY" : "HTTP") + " CONNECT response to client";
        s.add(
                Kind.CONNECT_ESTABLISHED,
                Role.PROXY,
                Role.CLIENT,
                outer,
                spdy ? "SYN_REPLY" : "HTTP/1.1 200 Connection Established",
                11);
        if (spdy) {
            s.details("stream_id = 1", "status = 200 Connection Established");
        }
        s.handshake(
                Role.ORIGIN,
                true,
                13,
                "Client performs SSL handshake with Origin (through proxy tunnel)");
        tunnelledRequest(s, inner);
        String via = inner == Speech.SPDY ? "SPDY" : "HTTP";
        return new Flow(id, proxy + ": HTTPS URL via " + via, proxy, s.list);
    }

    private static void tunnelledRequest(Steps s, Speech inner) {
        boolean spdy = inner == Speech.SPDY;
        s.phase = Phase.ORIGIN;
        s.tunnelled = true;
        s.heading = "Client issues request via " + (spdy ? "SPDY" : "HTTP") + " to origin";
        s.add(
                Kind.REQUEST,
                Role.CLIENT,
                Role.ORIGIN,
                inner,
                spdy ? "SYN_STREAM" : "GET / HTTP/1.1",
                18);
        if (spdy) {
            s.details("stream_id = 1", "method = GET", "url = /", "host = origin");
        } else {
            s.details("Host: origin");
        }
        s.heading = "Origin sends " + (spdy ? "SPDY" : "HTTP") + " response to Client";
        s.add(Kind.RESPONSE, Role.ORIGIN, Role.CLIENT, inner, spdy ? "SYN_REPLY" : REPLY, 19);
        if (spdy) {
            s.details("stream_id = 1", "status = 200 OK");
        }
    }

    /// Builds a list of steps and numbers them.
    private static final class Steps {
        final List<Step> list = new ArrayList<>();
        Phase phase = Phase.PROXY;
        String heading = "";
        boolean tunnelled;

        /// @param cause a step's number, 0 for none
        void add(Kind kind, Role from, Role to, Speech speech, String name, int cause) {
            list.add(
                    new Step(
                            list.size() + 1,
                            name,
                            List.of(),
                            heading,
                            phase,
                            from,
                            to,
                            tunnelled,
                            kind,
                            speech,
                            cause == 0 ? Set.of() : Set.of(cause)));
            heading = "";
        }

        /// Adds lines below the name of the last step.
        void details(String... lines) {
            Step s = list.removeLast();
            list.add(
                    new Step(
                            s.number(),
                            s.name(),
                            List.of(lines),
                            s.heading(),
                            s.phase(),
                            s.from(),
                            s.to(),
                            s.tunnelled(),
                            s.kind(),
                            s.speech(),
                            s.causes()));
        }

        /// Adds a TCP handshake, caused by the step before it.
        void connect(Role from, Role to, String title) {
            int before = list.size();
            heading = title;
            add(Kind.SYN, from, to, Speech.TCP, "SYN", before);
            add(Kind.SYN_ACK, to, from, Speech.TCP, "SYN_ACK", before + 1);
            add(Kind.ACK, from, to, Speech.TCP, "ACK", before + 2);
        }

        /// Adds a full TLS 1.2 handshake between the client and `server`, caused by step `cause`.
        void handshake(Role server, boolean inTunnel, int cause, String title) {
            int n = list.size();
            tunnelled = inTunnel;
            heading = title;
            Role client = Role.CLIENT;
            add(Kind.CLIENT_HELLO, client, server, Speech.TLS, "Client Hello", cause);
            add(Kind.SERVER_HELLO, server, client, Speech.TLS, "Server Hello", n + 1);
            add(Kind.CLIENT_KEY_EXCHANGE, client, server, Speech.TLS, "Client Key Exchange", n + 2);
            add(Kind.CLIENT_FINISHED, client, server, Speech.TLS, "Client Finished", n + 3);
            add(Kind.SERVER_FINISHED, server, client, Speech.TLS, "Server Finished", n + 4);
        }
    }
}
