package org.flowlab.wire.http1;

import java.util.List;
import java.util.Locale;

/// The rule that says where a message's body ends, RFC 9112 §6.3.
public sealed interface BodyFraming {
    /// No body.
    record None() implements BodyFraming {}

    /// A body of known length.
    ///
    /// @param bytes at least 1
    record Length(long bytes) implements BodyFraming {}

    /// A body in chunks, each with its size before it.
    record Chunked() implements BodyFraming {}

    /// A body that ends with the connection.
    record UntilClose() implements BodyFraming {}

    /// No body, but bytes of another protocol: the response is a success to CONNECT, or has status
    /// 101.
    record Tunnel() implements BodyFraming {}

    /// The most digits that a content length may have: a long holds any number of 18 digits.
    int MAX_DIGITS = 18;

    /// The framing of a request's body.
    static BodyFraming of(HttpHead.Request request) throws HttpFormatException {
        List<String> encodings = request.headers().get("transfer-encoding");
        if (encodings != null) {
            if (!endsChunked(encodings)) {
                throw new HttpFormatException(
                        "transfer-encoding of a request does not end with chunked: " + encodings);
            }
            return new Chunked();
        }
        return length(request, new None());
    }

    /// The framing of a response's body.
    ///
    /// @param method the method of the request that is answered; empty if the request was not seen
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
        // Repeated values must be equal, RFC 9112 §6.3 number 5.
        for (String each : values) {
            for (String part : each.split(",", -1)) {
                if (!part.strip().equals(value.split(",", -1)[0].strip())) {
                    throw new HttpFormatException("content-length: different values " + values);
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

    /// Parses a chunk's size in bytes, RFC 9112 §7.1.
    ///
    /// @param line the line before the chunk, without its line end
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
