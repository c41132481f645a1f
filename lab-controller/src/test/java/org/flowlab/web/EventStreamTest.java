package org.flowlab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.flowlab.service.Event;
import org.flowlab.service.Events;
import org.flowlab.service.Interest;
import org.flowlab.service.Subscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Streams of server-sent events.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventStreamTest {
    private static final int MOST = 10_000;

    @TempDir Path folder;
    private Served served;
    private Events events;

    @BeforeEach
    void start() {
        served = new Served(folder);
        events = served.service.events();
    }

    @AfterEach
    void stop() {
        served.close();
    }

    /// One event as a client reads it.
    private record Heard(String id, String name, String data) {}

    /// A client that reads events.
    private final class Reader implements AutoCloseable {
        private final InputStream body;
        private final BufferedReader lines;

        Reader(String query, String lastId) throws Exception {
            HttpRequest.Builder request = served.client.request("/api/events" + query);
            if (!lastId.isEmpty()) {
                request.header("Last-Event-ID", lastId);
            }
            HttpResponse<InputStream> response = served.client.stream(request);
            assertThat(response.statusCode()).isEqualTo(200);
            body = response.body();
            lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        /// The next event; null at the end of the stream.
        Heard next() throws IOException {
            String id = "";
            String name = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && !name.isEmpty()) {
                    return new Heard(id, name, data);
                }
                id = line.startsWith("id: ") ? line.substring(4) : id;
                name = line.startsWith("event: ") ? line.substring(7) : name;
                data = line.startsWith("data: ") ? line.substring(6) : data;
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    private void lab(String name) {
        events.publish(new Event.LabUp(name, "lab1"));
    }

    @Test
    void the_state_comes_first_and_then_what_happens() throws Exception {
        try (Reader reader = new Reader("", "")) {
            assertThat(reader.next().data()).isEqualTo("{\"labs\":[],\"runs\":[]}");
            lab("a");
            Heard up = reader.next();
            assertThat(up.name()).isEqualTo("lab-up");
            assertThat(up.id()).endsWith("-1");
            assertThat(up.data()).contains("\"lab\":\"a\",\"labId\":\"lab1\"");
        }
        Until.is(() -> events.subscribers() == 0);
    }

    @Test
    void more_streams_than_there_may_be_are_refused_with_words() throws Exception {
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < Limits.MOST_STREAMS; i++) {
            all.add(events.subscribe(Interest.ALL, () -> {}));
        }
        HttpResponse<String> refused = served.client.get("/api/events");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("250 clients listen to events, the most at once");
        all.forEach(Subscription::close);
        try (Reader reader = new Reader("", "")) {
            assertThat(reader.next().name()).isEqualTo("state");
        }
    }

    @Test
    void a_client_that_comes_back_is_told_what_it_missed() throws Exception {
        String known;
        try (Reader reader = new Reader("", "")) {
            reader.next();
            lab("a");
            known = reader.next().id();
        }
        lab("b");
        try (Reader reader = new Reader("", known)) {
            assertThat(reader.next().data()).contains("\"lab\":\"b\"");
        }
        for (String unknown : List.of("another-1", known.replaceFirst("-.*", "-999"), "nonsense")) {
            try (Reader reader = new Reader("", unknown)) {
                assertThat(reader.next().name()).as(unknown).isEqualTo("state");
            }
        }
    }

    @Test
    void a_client_gets_what_it_asked_for() throws Exception {
        try (Reader reader = new Reader("?lab=b&counters=true", "")) {
            reader.next();
            lab("a");
            events.publish(new Event.Counters("b", List.of()));
            lab("b");
            assertThat(reader.next().name()).isEqualTo("counters");
            assertThat(reader.next().data()).contains("\"lab\":\"b\"");
        }
    }

    @Test
    void a_client_that_does_not_read_holds_a_bounded_queue_and_stops_nobody() throws Exception {
        try (Socket slow = served.client.socket();
                Reader quick = new Reader("", "")) {
            slow.getOutputStream()
                    .write(
                            ("GET /api/events?counters=true HTTP/1.1\r\nHost: 127.0.0.1:"
                                            + served.controller.port()
                                            + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            quick.next();
            Until.is(() -> events.subscribers() == 2);
            String much = "x".repeat(2_000);
            int published = 0;
            while (events.lost() == 0 && published < MOST) {
                for (int i = 0; i < 100; i++, published++) {
                    events.publish(new Event.LabFailed("a", "lab1", much));
                    events.publish(new Event.Counters("a", List.of()));
                }
                for (int i = 0; i < 100; i++) {
                    assertThat(quick.next().name()).isEqualTo("lab-failed");
                }
            }
            assertThat(published).isBetween(2_000, MOST - 1);
            assertThat(readAll(slow)).contains("lost", "state");
        }
    }

    /// The names of events until a state follows a loss.
    private static List<String> readAll(Socket socket) throws IOException {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        List<String> names = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                names.add(line.substring(7));
            }
            if (names.contains("lost") && names.lastIndexOf("state") > names.indexOf("lost")) {
                return names;
            }
        }
        return Objects.requireNonNull(names);
    }

    @Test
    void streams_end_when_the_controller_does() throws Exception {
        try (Reader reader = new Reader("", "")) {
            reader.next();
            long begin = System.nanoTime();
            served.controller.close();
            assertThat(reader.next()).isNull();
            assertThat(System.nanoTime() - begin).isLessThan(2_500_000_000L);
        }
    }
}
