package org.flowlab.view;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Conversation.Protocol;
import org.flowlab.dissect.Message;
import org.flowlab.dissect.Passage;
import org.flowlab.observe.WireText;
import org.flowlab.store.TrialMessages;
import org.flowlab.topology.Plan;
import org.flowlab.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/// A message that crossed the wire, for JSON. Text from the wire is bounded and has no control
/// characters.
///
/// @param number from 1, in the order in which the messages arrived
/// @param sentNanos from the trial's start; negative for what was sent to set it up
/// @param arrivedNanos null if the message never arrived in full
/// @param from the node that sent it over the wire
/// @param to the node that received it from the wire
/// @param connection the TCP connection, as `client's address:port > server's address:port`
/// @param path the protocols from the outside in, such as `TLS/SPDY stream 3/TLS`; `TCP` for a
///   message of TCP itself
/// @param tunnelTo the target of the innermost tunnel around the message, as `origin:443`; empty if
///   there is none
/// @param kind such as `syn`, `tls-handshake`, `http-request` or `spdy-syn-stream`
/// @param label the message in short: `Client Hello`, `GET http://origin/ HTTP/1.1`
/// @param transmissions how often the frame with its last byte was sent
/// @param lost how many of these the wire dropped
public record MessageView(
        int number,
        long sentNanos,
        @Nullable Long arrivedNanos,
        String from,
        String to,
        String connection,
        String path,
        String tunnelTo,
        String kind,
        String label,
        int transmissions,
        int lost,
        Map<String, Object> details) {

    /// Messages of a trial.
    ///
    /// @param total how many the trial has
    public record Page(long total, List<MessageView> messages) {
        public Page {
            messages = List.copyOf(messages);
        }
    }

    /// Messages of a flow that ended in a live lab.
    ///
    /// @param from the number of the first message, from 1
    /// @param most how many at most
    public static Page page(TrialResult result, Plan plan, long from, int most) {
        List<Message> all = result.messages();
        int first = Math.clamp(from - 1, 0, all.size());
        List<Message> some = all.subList(first, first + Math.min(all.size() - first, most));
        return page(
                new TrialMessages(result.beginNanos(), first + 1, all.size(), some),
                plan.nodesByAddress());
    }

    /// Messages of a stored trial.
    ///
    /// @param nodes the nodes' names by address
    public static Page page(TrialMessages of, Map<String, String> nodes) {
        List<MessageView> views = new ArrayList<>();
        for (Message message : of.messages()) {
            views.add(of(message, (int) of.from() + views.size(), of.beginNanos(), nodes));
        }
        return new Page(of.total(), views);
    }

    /// @param startNanos when the trial began, on the message's clock
    /// @param nodes the nodes' names by address; an address that is not in it is used as the name
    public static MessageView of(
            Message message, int number, long startNanos, Map<String, String> nodes) {
        Conversation conversation = message.conversation();
        Conversation root = conversation.root();
        Passage passage = message.passage();
        String client = node(root.client(), nodes);
        String server = node(root.server(), nodes);
        List<Passage.Transmission> transmissions = passage.transmissions();
        return new MessageView(
                number,
                passage.sentNanos() - startNanos,
                passage.hasArrived() ? (Long) (passage.arrivedNanos() - startNanos) : null,
                message.fromClient() ? client : server,
                message.fromClient() ? server : client,
                root.client() + " > " + root.server(),
                path(conversation),
                conversation.tunnels() == 0 ? "" : WireText.of(conversation.server()),
                ContentWords.kind(message.content()),
                ContentWords.label(message.content()),
                transmissions.size(),
                (int) transmissions.stream().filter(Passage.Transmission::lost).count(),
                ContentDetails.of(message.content()));
    }

    /// @param end `a.b.c.d:port`
    private static String node(String end, Map<String, String> nodes) {
        String address = end.substring(0, Math.max(0, end.lastIndexOf(':')));
        return nodes.getOrDefault(address, address);
    }

    private static String path(Conversation of) {
        Deque<String> parts = new ArrayDeque<>();
        int stream = 0;
        for (Conversation c = of; c != null; c = c.carrier()) {
            String name = name(c.protocol()) + (stream == 0 ? "" : " stream " + stream);
            if (c.protocol() != Protocol.TCP || parts.isEmpty()) {
                parts.addFirst(name);
            }
            stream = c.carrierStream();
        }
        return String.join("/", parts);
    }

    private static String name(Protocol protocol) {
        return switch (protocol) {
            case TCP -> "TCP";
            case TLS -> "TLS";
            case HTTP1 -> "HTTP/1.1";
            case SPDY -> "SPDY";
            case UNKNOWN -> "unknown";
        };
    }
}
