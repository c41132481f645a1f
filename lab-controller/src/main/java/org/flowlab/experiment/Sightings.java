package org.flowlab.experiment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Message;
import org.flowlab.dissect.Passage;
import org.flowlab.flow.Sighting;
import org.flowlab.flow.Sighting.Transmission;

/// Turns dissected messages into sightings of what may be a step.
///
/// A TLS session in a tunnel is dissected twice: in the tunnel, on the client's side of the proxy,
/// and behind the proxy. Both views share the client random. A message of such a session was sent
/// where its sender's view has it and arrived where the other one has it; a message that was seen
/// in the tunnel only never reached the origin, and is no sighting.
public final class Sightings {
    private final Map<String, String> nodes;
    private final Map<Join, List<Moment>> moments = new LinkedHashMap<>();

    private Sightings(Map<String, String> nodes) {
        this.nodes = nodes;
    }

    /// The messages that were sent at `startNanos` or later, in order of sending.
    ///
    /// @param messages of whole connections, also what was said before `startNanos`: what a later
    ///   message is may depend on it
    /// @param nodes node names by address (`198.18.0.1`); an address that is not in it stands for
    ///   itself
    public static List<Sighting> of(
            List<Message> messages, Map<String, String> nodes, long startNanos) {
        Sightings sightings = new Sightings(nodes);
        for (List<Message> conversation : conversations(messages)) {
            sightings.add(Moments.of(conversation));
        }
        List<Sighting> all = new ArrayList<>();
        sightings.moments.values().forEach(views -> sightings.tell(views, all));
        all.removeIf(s -> s.sentNanos() < startNanos);
        all.sort(Comparator.comparingLong(Sighting::sentNanos));
        return all;
    }

    /// All messages.
    public static List<Sighting> of(List<Message> messages, Map<String, String> nodes) {
        return of(messages, nodes, Long.MIN_VALUE);
    }

    /// The same moment of one TLS session, in whatever view.
    ///
    /// @param session the client random; for a moment of no session, its connection's number
    /// @param nth among moments of this kind, stream and direction
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
            String session = c.clientRandom().isEmpty() ? "tcp " + c.id() : c.clientRandom();
            boolean up = m.message().fromClient();
            Join first = new Join(session, c.protocol(), up, m.kind(), m.stream(), 0);
            int nth = counts.merge(first, 1, Integer::sum) - 1;
            Join key = new Join(session, c.protocol(), up, m.kind(), m.stream(), nth);
            moments.computeIfAbsent(key, k -> new ArrayList<>(2)).add(m);
        }
    }

    private void tell(List<Moment> views, List<Sighting> to) {
        views.sort(Comparator.comparingInt((Moment m) -> tunnels(m)).reversed());
        Moment near = views.getFirst();
        Moment far = views.getLast();
        if (tunnels(near) > tunnels(far)) {
            to.add(join(views));
            return;
        }
        for (Moment moment : views) {
            if (tunnels(moment) == 0) {
                to.add(plain(moment));
            }
        }
    }

    private static int tunnels(Moment moment) {
        return moment.message().conversation().tunnels();
    }

    private Sighting plain(Moment m) {
        Conversation tcp = m.message().conversation().root();
        boolean up = m.message().fromClient();
        String client = node(tcp.client());
        String server = node(tcp.server());
        String from = up ? client : server;
        Passage passage = m.message().passage();
        List<Transmission> transmissions = new ArrayList<>();
        addAll(passage, from, transmissions);
        return sighting(
                m,
                from,
                up ? server : client,
                tcp.client() + " > " + tcp.server(),
                passage.sentNanos(),
                passage.arrivedNanos(),
                transmissions);
    }

    /// @param views the client's first, the origin's last
    private Sighting join(List<Moment> views) {
        Moment near = views.getFirst();
        Moment far = views.getLast();
        String client = node(near.message().conversation().root().client());
        String server = node(far.message().conversation().root().server());
        boolean up = near.message().fromClient();
        List<Moment> way = up ? views : views.reversed();
        String from = up ? client : server;
        List<Transmission> transmissions = new ArrayList<>();
        addAll(way.getFirst().message().passage(), from, transmissions);
        for (Moment relayed : way.subList(1, way.size())) {
            Conversation tcp = relayed.message().conversation().root();
            String relay = node(up ? tcp.client() : tcp.server());
            List<Transmission> again = new ArrayList<>();
            addAll(relayed.message().passage(), relay, again);
            again.stream().filter(t -> !t.lost()).findFirst().ifPresent(again::remove);
            transmissions.addAll(again);
        }
        transmissions.sort(Comparator.comparingLong(Transmission::sentNanos));
        String random = near.message().conversation().clientRandom();
        return sighting(
                near,
                from,
                up ? server : client,
                "tunnel " + random.substring(0, Math.min(12, random.length())),
                way.getFirst().message().passage().sentNanos(),
                way.getLast().message().passage().arrivedNanos(),
                transmissions);
    }

    private static Sighting sighting(
            Moment m,
            String from,
            String to,
            String connection,
            long sentNanos,
            long arrivedNanos,
            List<Transmission> transmissions) {
        return new Sighting(
                m.kind(),
                from,
                to,
                connection,
                tunnels(m) > 0,
                m.stream(),
                m.label(),
                sentNanos,
                arrivedNanos,
                transmissions,
                null);
    }

    /// Adds the transmissions of `passage`; where none was seen, the one that must have been.
    private static void addAll(Passage passage, String by, List<Transmission> to) {
        if (passage.transmissions().isEmpty()) {
            to.add(new Transmission(by, passage.sentNanos(), false));
        }
        for (Passage.Transmission t : passage.transmissions()) {
            to.add(new Transmission(by, t.sentNanos(), t.lost()));
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
