package org.flowlab.wire.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHeadTest {
    @Test
    void a_request_is_read() throws Exception {
        assertThat(
                        request(
                                "GET http://origin/ HTTP/1.1\r\nHost: origin\r\nACCEPT:  a\r\n"
                                        + "accept: b \r\n\r\n"))
                .isEqualTo(
                        new HttpHead.Request(
                                "GET",
                                "http://origin/",
                                "HTTP/1.1",
                                Map.of("host", List.of("origin"), "accept", List.of("a", "b"))));
    }

    @Test
    void a_response_is_read_with_or_without_a_reason() throws Exception {
        HttpHead.Response response =
                response("HTTP/1.1 200 Connection Established\r\nA: b\r\n\r\n");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.reason()).isEqualTo("Connection Established");
        assertThat(response("HTTP/1.0 404 \r\n\r\n").reason()).isEmpty();
        assertThat(response("HTTP/1.0 404\r\n\r\n").status()).isEqualTo(404);
    }

    @Test
    void bare_line_feeds_and_folded_lines_are_taken() throws Exception {
        assertThat(request("GET / HTTP/1.1\nA: b\n \t c\n\n").headers())
                .containsEntry("a", List.of("b c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET",
                "GET /",
                "GET / HTTP/2.0",
                "GET / HTTP/1.10",
                " / HTTP/1.1",
                "G@T / HTTP/1.1",
                "GET / HTTP/1.1\r\nno colon",
                "GET / HTTP/1.1\r\n: no name"
            })
    void what_is_no_request_is_refused(String head) {
        assertThatThrownBy(() -> request(head + "\r\n\r\n"))
                .isInstanceOf(HttpFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1",
                "HTTP/1.1 2",
                "HTTP/1.1 2x0",
                "HTTP/1.1 099",
                "HTTP/1.1 2000"
            })
    void what_is_no_response_is_refused(String head) {
        assertThatThrownBy(() -> response(head + "\r\n\r\n"))
                .isInstanceOf(HttpFormatException.class);
    }

    @Test
    void a_head_cut_anywhere_throws_nothing_else() {
        byte[] whole = "GET / HTTP/1.1\r\nHost: origin\r\n\r\n".getBytes(ISO_8859_1);
        for (int n = 0; n < whole.length; n++) {
            try {
                HttpHead.parse(true, whole, 0, n);
            } catch (HttpFormatException expected) {
                assertThat(expected.reason()).isNotEmpty();
            }
        }
    }

    @Test
    void the_length_of_a_body_depends_on_what_was_asked() throws Exception {
        String ten = "Content-Length: 10\r\n";
        assertThat(framing(200, ten, "GET")).isEqualTo(new BodyFraming.Length(10));
        assertThat(framing(200, ten, "HEAD")).isEqualTo(new BodyFraming.None());
        assertThat(framing(304, ten, "GET")).isEqualTo(new BodyFraming.None());
        assertThat(framing(204, "", "GET")).isEqualTo(new BodyFraming.None());
        assertThat(framing(100, "", "POST")).isEqualTo(new BodyFraming.None());
        assertThat(framing(101, "", "GET")).isEqualTo(new BodyFraming.Tunnel());
        assertThat(framing(200, ten, "CONNECT")).isEqualTo(new BodyFraming.Tunnel());
        assertThat(framing(502, ten, "CONNECT")).isEqualTo(new BodyFraming.Length(10));
        assertThat(framing(200, "", "GET")).isEqualTo(new BodyFraming.UntilClose());
        assertThat(framing(200, "Content-Length: 0\r\n", "GET")).isEqualTo(new BodyFraming.None());
        assertThat(framing(200, ten + "Transfer-Encoding: gzip, Chunked\r\n", "GET"))
                .isEqualTo(new BodyFraming.Chunked());
        assertThat(framing(200, "Transfer-Encoding: gzip\r\n", "GET"))
                .isEqualTo(new BodyFraming.UntilClose());
        assertThat(framing(200, ten + "Content-Length: 10, 10\r\n", "GET"))
                .isEqualTo(new BodyFraming.Length(10));
        assertThat(BodyFraming.of(request("POST / HTTP/1.1\r\n\r\n")))
                .isEqualTo(new BodyFraming.None());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -1",
                "Content-Length: 1 0",
                "Content-Length: ",
                "Content-Length: 1,2",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 9999999999999999999"
            })
    void a_length_that_is_none_is_refused(String header) {
        assertThatThrownBy(() -> framing(200, header + "\r\n", "GET"))
                .isInstanceOf(HttpFormatException.class);
    }

    @Test
    void chunk_sizes_are_hexadecimal() throws Exception {
        assertThat(BodyFraming.chunkSize("1aF")).isEqualTo(0x1af);
        assertThat(BodyFraming.chunkSize("0;name=value")).isZero();
        for (String bad : List.of("", "g", "-1", ";", "1234567890123456", "\u0664")) {
            assertThatThrownBy(() -> BodyFraming.chunkSize(bad))
                    .isInstanceOf(HttpFormatException.class);
        }
    }

    private static BodyFraming framing(int status, String headers, String method)
            throws HttpFormatException {
        return BodyFraming.of(response("HTTP/1.1 " + status + " x\r\n" + headers + "\r\n"), method);
    }

    private static HttpHead.Request request(String text) throws HttpFormatException {
        byte[] b = text.getBytes(ISO_8859_1);
        return (HttpHead.Request) HttpHead.parse(true, b, 0, b.length);
    }

    private static HttpHead.Response response(String text) throws HttpFormatException {
        byte[] b = text.getBytes(ISO_8859_1);
        return (HttpHead.Response) HttpHead.parse(false, b, 0, b.length);
    }
}
