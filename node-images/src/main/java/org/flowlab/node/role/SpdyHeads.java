package org.flowlab.node.role;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.spdy.SpdyHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Converts the header block of a SYN_STREAM, SYN_REPLY or HEADERS to the fields of an HTTP head
/// and back (SPDY/3.1 §3.2). A name with several values in SPDY is several fields in HTTP.
final class SpdyHeads {
    /// Hop-by-hop fields, which must not be sent over SPDY (§3.2.1, §3.2.2).
    private static final Set<String> OF_A_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "host");

    private SpdyHeads() {}

    /// The value of a field; null if there is none.
    ///
    /// @throws IllegalArgumentException if the field has several values
    static @Nullable String one(SpdyHeaders block, CharSequence name) {
        List<String> values = block.getAllAsString(name);
        if (values.size() > 1) {
            throw new IllegalArgumentException("the header block has several " + name);
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /// @throws IllegalArgumentException if the field is missing, is empty or has several values
    static String required(SpdyHeaders block, CharSequence name) {
        String value = one(block, name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("the header block has no " + name);
        }
        return value;
    }

    /// Copies every field that is not a pseudo-header (`:method` and the like).
    ///
    /// @throws IllegalArgumentException if HTTP/1.1 could not carry a name or a value, such as one
    ///   with a line break
    static void toHttp(SpdyHeaders from, HttpHeaders to) {
        for (Map.Entry<CharSequence, CharSequence> field : from) {
            String name = field.getKey().toString();
            if (!name.startsWith(":") && !OF_A_CONNECTION.contains(name)) {
                to.add(name, octets(field.getValue()));
            }
        }
    }

    /// Converts a value that the SPDY codec decoded as UTF-8 to one character per byte, as the
    /// HTTP/1.1 codec has it.
    private static String octets(CharSequence value) {
        return new String(
                value.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static void toSpdy(HttpHeaders from, SpdyHeaders to) {
        for (Map.Entry<String, String> field : from) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!OF_A_CONNECTION.contains(name)) {
                to.add(name, field.getValue());
            }
        }
    }
}
