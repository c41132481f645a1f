package org.flowlab.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Content;
import org.flowlab.observe.WireText;
import org.flowlab.wire.tcp.TcpFlags;

/// The fields of a message, as a page shows them: numbers, texts, booleans, and maps of these.
final class ContentDetails {
    /// Most headers, settings or details of one message that are shown.
    private static final int MOST = 100;

    private ContentDetails() {}

    static Map<String, Object> of(Content content) {
        return switch (content) {
            case Content.Syn _, Content.SynAck _, Content.Ack _, Content.Fin _, Content.Reset _ ->
                    Map.of();
            case Content.TcpIgnored i ->
                    fields(
                            "flags",
                            TcpFlags.names(i.flags()),
                            "bytes",
                            i.bytes(),
                            "why",
                            i.why().text());
            case Content.TlsHandshake h -> handshake(h);
            case Content.TlsChangeCipherSpec _ -> Map.of();
            case Content.TlsAlert a ->
                    fields("level", a.level(), "description", a.description(), "name", a.name());
            case Content.TlsUnread u ->
                    fields(
                            "recordType",
                            u.recordType(),
                            "bytes",
                            u.bytes(),
                            "why",
                            WireText.of(u.why().text()));
            case Content.HttpRequest r ->
                    fields(
                            "method",
                            WireText.of(r.method()),
                            "target",
                            WireText.of(r.target()),
                            "version",
                            WireText.of(r.version()),
                            "headers",
                            headers(r.headers()));
            case Content.HttpResponse r ->
                    fields(
                            "status",
                            r.status(),
                            "reason",
                            WireText.of(r.reason()),
                            "version",
                            WireText.of(r.version()),
                            "headers",
                            headers(r.headers()));
            case Content.HttpBody b -> fields("bytes", b.bytes(), "last", b.last());
            case Content.Opaque o -> fields("bytes", o.bytes(), "why", WireText.of(o.why().text()));
            case Content.Malformed m ->
                    fields(
                            "layer",
                            m.layer(),
                            "offset",
                            m.offset(),
                            "reason",
                            WireText.of(m.reason()));
            case Content.SpdySynStream s ->
                    fields(
                            "stream",
                            s.streamId(),
                            "associatedStream",
                            s.associatedStreamId(),
                            "fin",
                            s.fin(),
                            "headers",
                            headers(s.headers()));
            case Content.SpdySynReply s -> withHeaders(s.streamId(), s.fin(), s.headers());
            case Content.SpdyHeaders h -> withHeaders(h.streamId(), h.fin(), h.headers());
            case Content.SpdyData d ->
                    fields("stream", d.streamId(), "bytes", d.bytes(), "fin", d.fin());
            case Content.SpdyRstStream r ->
                    fields("stream", r.streamId(), "status", r.status(), "name", r.name());
            case Content.SpdyGoaway g ->
                    fields("lastGoodStream", g.lastGoodStreamId(), "status", g.status());
            case Content.SpdySettings s -> fields("settings", settings(s.values()));
            case Content.SpdyPing p -> fields("id", Integer.toUnsignedLong(p.id()));
            case Content.SpdyWindowUpdate w -> fields("stream", w.streamId(), "delta", w.delta());
        };
    }

    private static Map<String, Object> withHeaders(
            int stream, boolean fin, Map<String, List<String>> headers) {
        return fields("stream", stream, "fin", fin, "headers", headers(headers));
    }

    private static Map<String, Object> handshake(Content.TlsHandshake message) {
        Map<String, Object> details = fields("type", message.type(), "name", message.name());
        message.details().entrySet().stream()
                .limit(MOST)
                .forEach(e -> details.put(e.getKey(), WireText.of(e.getValue())));
        return details;
    }

    private static Map<String, Object> settings(Map<Integer, Integer> values) {
        Map<String, Object> settings = new LinkedHashMap<>();
        values.entrySet().stream()
                .limit(MOST)
                .forEach(e -> settings.put(e.getKey().toString(), e.getValue()));
        return settings;
    }

    private static Map<String, List<String>> headers(Map<String, List<String>> all) {
        Map<String, List<String>> shown = new LinkedHashMap<>();
        all.entrySet().stream()
                .limit(MOST)
                .forEach(
                        e ->
                                shown.put(
                                        WireText.of(e.getKey()),
                                        e.getValue().stream()
                                                .limit(MOST)
                                                .map(WireText::of)
                                                .toList()));
        return shown;
    }

    /// @param namesAndValues names and values in turn
    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}
