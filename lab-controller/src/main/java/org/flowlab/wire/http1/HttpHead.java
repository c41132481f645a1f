package org.flowlab.wire.http1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// The start line and the headers of a request or a response, RFC 9112 §2. Header names are in
/// lower case; the values of a repeated header stay in their order.
public sealed interface HttpHead {
    String version();

    Map<String, List<String>> headers();

    record Request(String method, String target, String version, Map<String, List<String>> headers)
            implements HttpHead {}

    /// @param status 100 to 999
    record Response(int status, String reason, String version, Map<String, List<String>> headers)
            implements HttpHead {}

    /// A line end within a header's value, RFC 9112 §5.2.
    Pattern FOLD = Pattern.compile("\\r?\\n[ \\t]+");

    /// Parses the head `b[offset, offset + length)`, which includes the empty line at its end. A
    /// line may end with LF alone. A line that begins with a space or a tab continues the line
    /// before (RFC 9112 §5.2).
    static HttpHead parse(boolean request, byte[] b, int offset, int length)
            throws HttpFormatException {
        String text = new String(b, offset, length, StandardCharsets.ISO_8859_1);
        if (text.contains("\n ") || text.contains("\n\t")) {
            text = FOLD.matcher(text).replaceAll(" ");
        }
        int end = lineEnd(text, 0);
        String start = line(text, 0, end);
        Map<String, List<String>> headers = headers(text, end + 1);
        return request ? request(start, headers) : response(start, headers);
    }

    private static Request request(String line, Map<String, List<String>> headers)
            throws HttpFormatException {
        int first = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        if (first <= 0 || last <= first + 1) {
            throw new HttpFormatException(
                    "request line without method, target and version: " + shown(line));
        }
        String version = line.substring(last + 1);
        checkVersion(version, line);
        String method = line.substring(0, first);
        if (!method.chars().allMatch(HttpHead::isToken)) {
            throw new HttpFormatException("method is not a token: " + shown(method));
        }
        return new Request(method, line.substring(first + 1, last), version, headers);
    }

    private static Response response(String line, Map<String, List<String>> headers)
            throws HttpFormatException {
        int first = line.indexOf(' ');
        if (first < 0 || line.length() < first + 4) {
            throw new HttpFormatException(
                    "status line without a status of three digits: " + shown(line));
        }
        String version = line.substring(0, first);
        checkVersion(version, line);
        int status = 0;
        for (int i = first + 1; i < first + 4; i++) {
            char digit = line.charAt(i);
            if (digit < '0' || digit > '9') {
                throw new HttpFormatException("status is not a number: " + shown(line));
            }
            status = status * 10 + digit - '0';
        }
        if (status < 100 || (line.length() > first + 4 && line.charAt(first + 4) != ' ')) {
            throw new HttpFormatException("status is not 100 to 999: " + shown(line));
        }
        String reason = line.length() > first + 5 ? line.substring(first + 5) : "";
        return new Response(status, reason, version, headers);
    }

    private static void checkVersion(String version, String line) throws HttpFormatException {
        if (version.length() != 8 || !version.startsWith("HTTP/1.")) {
            throw new HttpFormatException("not HTTP/1: " + shown(line));
        }
    }

    /// Parses the header lines of `text` from index `at` to the empty line.
    static Map<String, List<String>> headers(String text, int at) throws HttpFormatException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        while (at < text.length()) {
            int end = lineEnd(text, at);
            String line = line(text, at, end);
            at = end + 1;
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new HttpFormatException("header line without a name: " + shown(line));
            }
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            headers.computeIfAbsent(name, n -> new ArrayList<>(1))
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    /// The index of the LF that ends the line at `at`; the end of the text if there is none.
    private static int lineEnd(String text, int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private static String line(String text, int at, int end) {
        return text.substring(at, end > at && text.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    /// Whether `c` is a character of a token, RFC 9110 §5.6.2.
    private static boolean isToken(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static String shown(String line) {
        String head = line.length() > 60 ? line.substring(0, 60) + "…" : line;
        return "'" + head.replaceAll("[^ -~…]", "?") + "'";
    }
}
