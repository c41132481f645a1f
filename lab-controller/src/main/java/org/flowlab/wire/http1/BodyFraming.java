package org.flowlab.wire.http1;

import java.util.List;
import java.util.Locale;

/// How the end of a message's body is found, RFC 9112 §6.3.
public sealed interface BodyFraming {
    record None() implements BodyFraming {}

    /// @param bytes at least 1
    record Length(long bytes) implements BodyFraming {}

    record Chunked() implements BodyFraming {}

    /// The body is what comes before the connection's end.
    record UntilClose() implements BodyFraming {}

    /// What follows is another protocol's: a CONNECT was answered with success, or 101.
    record Tunnel() implements BodyFraming {}

    /// The most digits of a length that is read; 18 fit a long.
    int MAX_DIGITS = 18;

    static BodyFraming of(HttpHead.Request request) throws HttpFormatException {
        List<String> encodings = request.headers().get("transfer-encoding");
        if (encodings != null) {
            if (!endsChunked(encodings)) {
                throw new HttpFormatException("request with transfer-encoding " + encodings);
            }
            return new Chunked();
        }
        return length(request, new None());
    }

    /// @param method of the request that is answered; empty if it was not seen
    static BodyFraming of(HttpHead.Response response, String method) throws HttpFormatException {
        int status = response.status();
        if (status == 101 || (method.equals("CONNECT") && status / 100 == 2)) {
            return new Tunnel();
        }
        if (status < 200 || status == 204 || status == 304 || method.equals("HEAD")) {
            return new None();
        }
        List<String> encodings = response.headers().get("transfer-encoding");
        if (encodings != null) {
            return endsChunked(encodings) ? new Chunked() : new UntilClose();
        }
        return length(response, new UntilClose());
    }

    private static boolean endsChunked(List<String> encodings) {
        String last = encodings.getLast().toLowerCase(Locale.ROOT);
        return last.substring(last.lastIndexOf(',') + 1).strip().equals("chunked");
    }

    private static BodyFraming length(HttpHead head, BodyFraming otherwise)
            throws HttpFormatException {
        List<String> values = head.headers().get("content-length");
        if (values == null) {
            return otherwise;
        }
        String value = values.getFirst();
        // Sent twice it must say the same, RFC 9112 §6.3 number 5.
        for (String each : values) {
            for (String part : each.split(",", -1)) {
                if (!part.strip().equals(value.split(",", -1)[0].strip())) {
                    throw new HttpFormatException("content-length " + values);
                }
            }
        }
        long bytes = decimal(value.split(",", -1)[0].strip());
        return bytes == 0 ? new None() : new Length(bytes);
    }

    private static long decimal(String text) throws HttpFormatException {
        if (text.isEmpty()
                || text.length() > MAX_DIGITS
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new HttpFormatException("content-length is not a number of bytes");
        }
        return Long.parseLong(text);
    }

    /// The size in the line before a chunk, RFC 9112 §7.1, without its line end.
    static long chunkSize(String line) throws HttpFormatException {
        int end = line.indexOf(';');
        String digits = (end < 0 ? line : line.substring(0, end)).strip();
        if (digits.isEmpty()
                || digits.length() > 15
                || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            throw new HttpFormatException("chunk size is not a hexadecimal number");
        }
        return Long.parseLong(digits, 16);
    }
}
