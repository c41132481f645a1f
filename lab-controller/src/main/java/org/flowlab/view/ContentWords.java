package org.flowlab.view;

import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Content;
import org.flowlab.observe.WireText;
import org.flowlab.wire.tcp.TcpFlags;

/// The kind and the label of a message.
final class ContentWords {
    private ContentWords() {}

    static String kind(Content content) {
        return switch (content) {
            case Content.Syn _ -> "syn";
            case Content.SynAck _ -> "syn-ack";
            case Content.Ack _ -> "ack";
            case Content.Fin _ -> "fin";
            case Content.Reset _ -> "reset";
            case Content.TcpIgnored _ -> "tcp-ignored";
            case Content.TlsHandshake _ -> "tls-handshake";
            case Content.TlsChangeCipherSpec _ -> "tls-change-cipher-spec";
            case Content.TlsAlert _ -> "tls-alert";
            case Content.TlsUnread _ -> "tls-unread";
            case Content.HttpRequest _ -> "http-request";
            case Content.HttpResponse _ -> "http-response";
            case Content.HttpBody _ -> "http-body";
            case Content.SpdySynStream _ -> "spdy-syn-stream";
            case Content.SpdySynReply _ -> "spdy-syn-reply";
            case Content.SpdyHeaders _ -> "spdy-headers";
            case Content.SpdyData _ -> "spdy-data";
            case Content.SpdyRstStream _ -> "spdy-rst-stream";
            case Content.SpdyGoaway _ -> "spdy-goaway";
            case Content.SpdySettings _ -> "spdy-settings";
            case Content.SpdyPing _ -> "spdy-ping";
            case Content.SpdyWindowUpdate _ -> "spdy-window-update";
            case Content.Opaque _ -> "opaque";
            case Content.Malformed _ -> "malformed";
        };
    }

    static String label(Content content) {
        return WireText.of(words(content));
    }

    private static String words(Content content) {
        return switch (content) {
            case Content.Syn _ -> "SYN";
            case Content.SynAck _ -> "SYN, ACK";
            case Content.Ack _ -> "ACK";
            case Content.Fin _ -> "FIN";
            case Content.Reset _ -> "RST";
            case Content.TcpIgnored i ->
                    TcpFlags.names(i.flags()) + bytes(i.bytes()) + ", ignored: " + i.why().text();
            case Content.TlsHandshake h -> handshake(h);
            case Content.TlsChangeCipherSpec _ -> "Change Cipher Spec";
            case Content.TlsAlert a -> "Alert: " + a.name();
            case Content.TlsUnread u -> u.bytes() + " sealed bytes: " + u.why().text();
            case Content.HttpRequest r -> r.method() + " " + r.target() + " " + r.version();
            case Content.HttpResponse r ->
                    (r.version() + " " + r.status() + " " + r.reason()).strip();
            case Content.HttpBody b -> "body" + bytes(b.bytes()) + (b.last() ? ", the last" : "");
            case Content.SpdySynStream s ->
                    "SYN_STREAM stream " + s.streamId() + ", " + request(s.headers());
            case Content.SpdySynReply s ->
                    "SYN_REPLY stream " + s.streamId() + ", " + first(s.headers(), "status");
            case Content.SpdyHeaders h -> "HEADERS stream " + h.streamId();
            case Content.SpdyData d ->
                    "DATA stream " + d.streamId() + "," + bytes(d.bytes()) + fin(d.fin());
            case Content.SpdyRstStream r -> "RST_STREAM stream " + r.streamId() + ", " + r.name();
            case Content.SpdyGoaway g -> "GOAWAY, last stream " + g.lastGoodStreamId();
            case Content.SpdySettings _ -> "SETTINGS";
            case Content.SpdyPing p -> "PING " + Integer.toUnsignedString(p.id());
            case Content.SpdyWindowUpdate w ->
                    "WINDOW_UPDATE stream " + w.streamId() + ", " + w.delta() + " bytes more";
            case Content.Opaque o -> o.bytes() + " bytes: " + o.why().text();
            case Content.Malformed m -> "malformed " + m.layer() + ": " + m.reason();
        };
    }

    private static String bytes(int count) {
        return count == 0 ? "" : " " + count + " bytes";
    }

    private static String fin(boolean is) {
        return is ? ", FIN" : "";
    }

    private static String handshake(Content.TlsHandshake message) {
        if (message.isSecondClientHello()) {
            return "Client Hello (second)";
        }
        return title(message.name());
    }

    /// `client_hello` as `Client Hello`.
    private static String title(String name) {
        StringBuilder title = new StringBuilder(name.length());
        boolean begins = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            title.append(c == '_' ? ' ' : begins ? Character.toUpperCase(c) : c);
            begins = c == '_';
        }
        return title.toString();
    }

    private static String request(Map<String, List<String>> headers) {
        String path = first(headers, "path");
        return first(headers, "method") + " " + (path.isEmpty() ? first(headers, "url") : path);
    }

    /// The value of SPDY/3's `:name` or SPDY/2's `name`; empty if there is none.
    private static String first(Map<String, List<String>> headers, String name) {
        List<String> values = headers.getOrDefault(":" + name, headers.get(name));
        return values == null || values.isEmpty() ? "" : values.getFirst();
    }
}
