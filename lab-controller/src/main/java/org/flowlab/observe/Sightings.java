package org.flowlab.observe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Message;
import org.flowlab.dissect.Passage;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Sighting;
import org.flowlab.flow.Sighting.Transmission;
import org.jspecify.annotations.Nullable;

/// Turns dissected messages into sightings of what may be a step.
///
/// A TLS session in a tunnel is dissected twice: in the tunnel, on the client's side of the proxy,
/// and behind the proxy. Both views have the same client random. For a message of such a session,
/// the send time comes from the view on the sender's side and the arrival time from the other view.
/// A message that the proxy received and did not pass on is no sighting. A message that was lost on
/// its way to the proxy is a sighting from the sender's view alone.
public final class Sightings {
    private final Map<String, String> nodes;
    private final Map<Join, List<Moment>> moments = new LinkedHashMap<>();

    /// The conversation in the tunnel, by client random, for each session that runs in one.
    private final Map<String, Conversation> tunnelled = new HashMap<>();

    private Sightings(Map<String, String> nodes) {
        this.nodes = nodes;
    }

    /// The sightings that were sent at `startNanos` or later, in order of sending.
    ///
    /// @param messages of whole connections, including those before `startNanos`: they decide what
    ///   later messages are
    /// @param nodes node names by address (`198.18.0.1`); an address that is not in it is used as
    ///   the name
    /// @param frames that the wire carried; if it is empty, the sightings have no frames
    public static List<Sighting> of(
            List<Message> messages,
            Map<String, String> nodes,
            long startNanos,
            List<WireFrame> frames) {
        Sightings sightings = new Sightings(nodes);
        for (List<Message> conversation : conversations(messages)) {
            sightings.add(Moments.of(conversation));
        }
        List<Placed> all = new ArrayList<>();
        sightings.moments.values().forEach(views -> sightings.tell(views, all));
        WireBytes bytes =
                new WireBytes(
                        frames.isEmpty() ? FrameSizes.UNKNOWN : FrameSizes.of(frames),
                        all.stream().map(Placed::way).toList());
        return all.stream()
                .filter(p -> p.sighting().sentNanos() >= startNanos)
                .map(p -> p.sighting().withFrameBytes(bytes.of(p.way(), startNanos)))
                .sorted(Comparator.comparingLong(Sighting::sentNanos))
                .toList();
    }

    /// The sightings that were sent at `startNanos` or later, without frames.
    public static List<Sighting> of(
            List<Message> messages, Map<String, String> nodes, long startNanos) {
        return of(messages, nodes, startNanos, List.of());
    }

    /// The sightings of all messages, without frames.
    public static List<Sighting> of(List<Message> messages, Map<String, String> nodes) {
        return of(messages, nodes, Long.MIN_VALUE + 1);
    }

    /// @param way the message's legs, the sender's first
    private record Placed(Sighting sighting, List<Leg> way) {}

    /// Identifies a moment of one TLS session: the same in every view of that session.
    ///
    /// @param session the client random; if the moment has no session of its own, the number of its
    ///   conversation
    /// @param nth its number among the moments of this kind, stream and direction, from 0
    private record Join(
            String session,
            Conversation.Protocol protocol,
            boolean fromClient,
            Sighting.Kind kind,
            int stream,
            int nth) {}

    private static Collection<List<Message>> conversations(List<Message> messages) {
        Map<Integer, List<Message>> byId = new LinkedHashMap<>();
        for (Message message : messages) {
            byId.computeIfAbsent(message.conversation().id(), id -> new ArrayList<>()).add(message);
        }
        return byId.values();
    }

    private void add(List<Moment> ofOneConversation) {
        Map<Join, Integer> counts = new LinkedHashMap<>();
        for (Moment m : ofOneConversation) {
            Conversation c = m.message().conversation();
            String session = hasOwnSession(c) ? c.clientRandom() : "conversation " + c.id();
            if (c.tunnels() > 0 && hasOwnSession(c)) {
                tunnelled.putIfAbsent(c.clientRandom(), c);
            }
            boolean up = m.message().fromClient();
            Join first = new Join(session, c.protocol(), up, m.kind(), m.spoken().stream(), 0);
            int nth = counts.merge(first, 1, Integer::sum) - 1;
            Join key = new Join(session, c.protocol(), up, m.kind(), m.spoken().stream(), nth);
            moments.computeIfAbsent(key, k -> new ArrayList<>(2)).add(m);
        }
    }

    /// Whether the conversation's TLS session is inside all the tunnels that the conversation is
    /// inside. A message that is not encrypted in its tunnel has no second view to join it with.
    private static boolean hasOwnSession(Conversation conversation) {
        for (Conversation c = conversation; c != null; c = c.carrier()) {
            if (c.protocol() == Conversation.Protocol.TLS) {
                return !c.clientRandom().isEmpty() && c.tunnels() == conversation.tunnels();
            }
        }
        return false;
    }

    private void tell(List<Moment> views, List<Placed> to) {
        views.sort(Comparator.comparingInt((Moment m) -> tunnels(m)).reversed());
        Moment near = views.getFirst();
        Moment far = views.getLast();
        if (tunnels(near) > tunnels(far)) {
            to.add(join(views));
            return;
        }
        for (Moment moment : views) {
            Conversation tunnel = tunnelOf(moment);
            if (tunnel != null) {
                to.add(halfway(moment, tunnel));
            } else if (tunnels(moment) == 0) {
                to.add(plain(moment));
            }
        }
    }

    private static int tunnels(Moment moment) {
        return moment.message().conversation().tunnels();
    }

    private Placed plain(Moment m) {
        Conversation tcp = m.message().conversation().root();
        Leg leg = leg(m);
        List<Transmission> transmissions = new ArrayList<>();
        addAll(m.message().passage(), leg.fromNode(), transmissions);
        String connection = tcp.client() + " > " + tcp.server();
        return placed(m, connection, false, List.of(leg), leg.toNode(), transmissions);
    }

    /// The tunnel in which a message was lost on its way to the proxy; null if it was not lost
    /// there. Such a message has the sender's view only.
    private @Nullable Conversation tunnelOf(Moment moment) {
        Message message = moment.message();
        Conversation c = message.conversation();
        boolean own = message.fromClient() == (c.tunnels() > 0);
        return own && !message.passage().hasArrived() && hasOwnSession(c)
                ? tunnelled.get(c.clientRandom())
                : null;
    }

    private Placed halfway(Moment m, Conversation tunnel) {
        Leg leg = leg(m);
        List<Transmission> transmissions = new ArrayList<>();
        addAll(m.message().passage(), leg.fromNode(), transmissions);
        String receiver =
                m.message().fromClient() ? node(tunnel.server()) : node(tunnel.root().client());
        return placed(m, session(tunnel), true, List.of(leg), receiver, transmissions);
    }

    private static String session(Conversation tunnel) {
        String random = tunnel.clientRandom();
        return "tunnel " + random.substring(0, Math.min(12, random.length()));
    }

    /// @param views the client's first, the origin's last
    private Placed join(List<Moment> views) {
        Message near = views.getFirst().message();
        List<Moment> moments = near.fromClient() ? views : views.reversed();
        List<Leg> way = moments.stream().map(this::leg).toList();
        List<Transmission> transmissions = new ArrayList<>();
        addAll(moments.getFirst().message().passage(), way.getFirst().fromNode(), transmissions);
        for (int i = 1; i < way.size(); i++) {
            List<Transmission> again = new ArrayList<>();
            addAll(moments.get(i).message().passage(), way.get(i).fromNode(), again);
            if (again.size() > 1 || again.getFirst().lost()) {
                transmissions.addAll(again);
            }
        }
        transmissions.sort(Comparator.comparingLong(Transmission::sentNanos));
        return placed(
                views.getFirst(),
                session(near.conversation()),
                true,
                way,
                way.getLast().toNode(),
                transmissions);
    }

    private Leg leg(Moment moment) {
        Conversation tcp = moment.message().conversation().root();
        boolean up = moment.message().fromClient();
        String from = up ? tcp.client() : tcp.server();
        String to = up ? tcp.server() : tcp.client();
        Passage passage = moment.message().passage();
        Long arrived = passage.hasArrived() ? (Long) passage.arrivedNanos() : null;
        return new Leg(from, node(from), to, node(to), passage.sentNanos(), arrived);
    }

    private static Placed placed(
            Moment m,
            String connection,
            boolean tunnelled,
            List<Leg> way,
            String receiver,
            List<Transmission> transmissions) {
        Sighting sighting =
                new Sighting(
                        m.kind(),
                        way.getFirst().fromNode(),
                        receiver,
                        connection,
                        tunnelled,
                        m.spoken(),
                        way.getFirst().sentNanos(),
                        way.getLast().arrivedNanos(),
                        transmissions,
                        List.of());
        return new Placed(sighting, way);
    }

    /// Adds the transmissions of `passage`. If none was seen, adds one at the time the passage says
    /// it was sent.
    private static void addAll(Passage passage, String by, List<Transmission> to) {
        if (passage.transmissions().isEmpty()) {
            to.add(new Transmission(by, passage.sentNanos(), false, passage.arrivedNanos()));
        }
        boolean through = false;
        for (Passage.Transmission t : passage.transmissions()) {
            boolean first = passage.hasArrived() && !t.lost() && !through;
            through |= first;
            Long arrived = first ? (Long) passage.arrivedNanos() : null;
            to.add(new Transmission(by, t.sentNanos(), t.lost(), arrived));
        }
    }

    /// @param endpoint `a.b.c.d:port` or `[a:b::c]:port`
    private String node(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        String address = colon < 0 ? endpoint : endpoint.substring(0, colon);
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        return nodes.getOrDefault(address, address);
    }
}
