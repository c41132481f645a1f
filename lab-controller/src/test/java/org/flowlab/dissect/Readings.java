package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a reader finds in a capture, in terms that our dissector and tshark share.
///
/// @param told values by kind and direction (`spdy-type a:1 > b:2`), in order, each with the time
///   at which it was complete
/// @param bytes in hexadecimal, for each direction that has any
record Readings(Map<String, List<String>> told, Map<String, String> bytes) {
    private static final String CHANGE_CIPHER_SPEC = "20";

    /// The fields of tshark, and what we call them.
    private static final List<String> FIELDS =
            List.of(
                    "tls.handshake.type",
                    "tls.record.content_type",
                    "tls.alert_message.desc",
                    "http.request.method",
                    "http.request.uri",
                    "http.response.code",
                    "spdy.control_bit",
                    "spdy.type",
                    "spdy.streamid");

    private static final List<String> KINDS =
            List.of(
                    "hello",
                    "ccs",
                    "alert",
                    "method",
                    "request",
                    "response",
                    "spdy-control",
                    "spdy-type",
                    "spdy-stream");

    private Readings() {
        this(new TreeMap<>(), new TreeMap<>());
    }

    private void tell(String kind, String way, Object what, long nanos) {
        told.computeIfAbsent(kind + " " + way, _ -> new ArrayList<>()).add(what + " @" + nanos);
    }

    static Readings ours(Path capture) throws Exception {
        Readings readings = new Readings();
        Dissector dissector = new Dissector(readings::add);
        CaptureFile.read(capture, dissector, dissector::key);
        dissector.finish();
        TcpReassembler reassembler = new TcpReassembler(new ByteRecorder(readings.bytes));
        CaptureFile.read(capture, reassembler, _ -> {});
        reassembler.finish();
        return readings;
    }

    /// Skips messages in a tunnel: tshark sees only bytes there.
    private void add(Message message) {
        if (message.conversation().tunnels() > 0) {
            return;
        }
        Conversation root = message.conversation().root();
        String way = way(message.fromClient(), root.client(), root.server());
        long nanos = message.passage().arrivedNanos();
        switch (message.content()) {
            case Content.TlsHandshake m -> tell("hello", way, m.type(), nanos);
            case Content.TlsChangeCipherSpec _ -> tell("ccs", way, CHANGE_CIPHER_SPEC, nanos);
            case Content.TlsAlert m -> tell("alert", way, m.description(), nanos);
            case Content.HttpRequest m -> {
                tell("method", way, m.method(), nanos);
                tell("request", way, m.target(), nanos);
            }
            case Content.HttpResponse m -> tell("response", way, m.status(), nanos);
            case Content.SpdyData m -> {
                tell("spdy-control", way, 0, nanos);
                tell("spdy-stream", way, m.streamId(), nanos);
            }
            case Content.SpdySynStream m -> control(way, 1, m.streamId(), nanos);
            case Content.SpdySynReply m -> control(way, 2, m.streamId(), nanos);
            case Content.SpdyRstStream m -> control(way, 3, m.streamId(), nanos);
            case Content.SpdySettings _ -> control(way, 4, -1, nanos);
            case Content.SpdyPing _ -> control(way, 6, -1, nanos);
            case Content.SpdyGoaway _ -> control(way, 7, -1, nanos);
            case Content.SpdyHeaders m -> control(way, 8, m.streamId(), nanos);
            case Content.SpdyWindowUpdate m -> control(way, 9, m.streamId(), nanos);
            case Content.Syn _,
                    Content.SynAck _,
                    Content.Ack _,
                    Content.Fin _,
                    Content.Reset _,
                    Content.TcpIgnored _ -> {}
            case Content.HttpBody _ -> {}
            case Content.Opaque m -> tell("unread", way, m, nanos);
            case Content.TlsUnread m -> tell("unread", way, m, nanos);
            case Content.Malformed m -> tell("unread", way, m, nanos);
        }
    }

    private void control(String way, int type, int stream, long nanos) {
        tell("spdy-control", way, 1, nanos);
        tell("spdy-type", way, type, nanos);
        if (stream >= 0) {
            tell("spdy-stream", way, stream, nanos);
        }
    }

    private static String way(boolean fromClient, String client, String server) {
        return fromClient ? client + " > " + server : server + " > " + client;
    }

    static Readings tshark(Path capture) throws Exception {
        Readings readings = new Readings();
        List<String> fields = new ArrayList<>();
        for (String field : List.of("frame.time_epoch", "ip.src", "tcp.srcport", "ip.dst")) {
            fields.addAll(List.of("-e", field));
        }
        fields.addAll(List.of("-e", "tcp.dstport", "-e", "tcp.stream"));
        FIELDS.forEach(field -> fields.addAll(List.of("-e", field)));
        fields.addAll(List.of("-T", "fields", "-E", "separator=;"));
        fields.addAll(List.of("-Y", "tcp and not tcp.analysis.spurious_retransmission"));
        int streams = 0;
        for (String line : run(capture, fields)) {
            String[] words = line.split(";", -1);
            streams = Math.max(streams, Integer.parseInt(words[5]) + 1);
            readings.add(words);
        }
        List<String> follow = new ArrayList<>(List.of("-q"));
        for (int stream = 0; stream < streams; stream++) {
            follow.addAll(List.of("-z", "follow,tcp,raw," + stream));
        }
        readings.follow(run(capture, follow));
        return readings;
    }

    private void add(String[] words) {
        long nanos = new BigDecimal(words[0]).movePointRight(9).longValueExact();
        String way = words[1] + ":" + words[2] + " > " + words[3] + ":" + words[4];
        for (int i = 0; i < FIELDS.size(); i++) {
            for (String value : words[6 + i].split(",", -1)) {
                boolean ours = !KINDS.get(i).equals("ccs") || value.equals(CHANGE_CIPHER_SPEC);
                if (!value.isEmpty() && ours) {
                    tell(KINDS.get(i), way, value, nanos);
                }
            }
        }
    }

    /// Reads tshark's output for each stream: the names of node 0 and node 1, then a line for each
    /// piece. Lines of node 1 begin with a tab.
    private void follow(List<String> lines) {
        String[] nodes = new String[2];
        for (String line : lines) {
            if (line.startsWith("Node ")) {
                nodes[line.charAt(5) - '0'] = line.substring(8);
            } else if (line.matches("\t?[0-9a-f]+")) {
                String way = way(!line.startsWith("\t"), nodes[0], nodes[1]);
                bytes.merge(way, line.strip(), String::concat);
            }
        }
    }

    private static List<String> run(Path capture, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
        command.addAll(List.of("-o", "tcp.reassemble_out_of_order:TRUE"));
        command.addAll(List.of("-d", "tls.port==443,spdy"));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines().toList();
    }

    /// Notes the bytes of each direction.
    private record ByteRecorder(Map<String, String> bytes) implements TcpListener {
        @Override
        public void ignored(
                TcpConnection connection,
                boolean fromClient,
                int flags,
                int bytes,
                Refusal why,
                Passage passage) {}

        @Override
        public void data(
                TcpConnection connection,
                boolean fromClient,
                byte[] buffer,
                int offset,
                int length,
                long streamOffset) {
            bytes.merge(
                    way(fromClient, connection.client(), connection.server()),
                    HexFormat.of().formatHex(buffer, offset, offset + length),
                    String::concat);
        }

        @Override
        public void gap(TcpConnection c, boolean fromClient, long streamOffset, long length) {
            bytes.merge(way(fromClient, c.client(), c.server()), "gap", String::concat);
        }

        @Override
        public void handshake(TcpConnection connection, Handshake part, Passage passage) {}

        @Override
        public void fin(TcpConnection connection, boolean fromClient, Passage passage) {}

        @Override
        public void reset(TcpConnection connection, boolean fromClient, Passage passage) {}

        @Override
        public void closed(TcpConnection connection, Closing why) {}
    }
}
