package org.flowlab.web;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.flowlab.service.Published;
import org.flowlab.view.EventView;
import org.flowlab.view.Json;

/// Events as the bytes of a stream. All streams send the same bytes for an event, so the last ones
/// are kept. Thread-safe.
final class EventBytes {
    private static final int KEPT = 1_024;

    private final String epoch;
    private final AtomicReferenceArray<Entry> last = new AtomicReferenceArray<>(KEPT);

    private record Entry(long id, byte[] bytes) {}

    /// @param epoch the first part of an event's id
    EventBytes(String epoch) {
        this.epoch = epoch;
    }

    byte[] of(Published published) {
        int place = (int) (published.id() % KEPT);
        Entry known = last.get(place);
        if (known != null && known.id == published.id()) {
            return known.bytes;
        }
        EventView event = EventView.of(published);
        byte[] bytes = of(event.name(), published.id(), Json.line(event.data()));
        last.set(place, new Entry(published.id(), bytes));
        return bytes;
    }

    byte[] of(String name, long id, String data) {
        return ("id: " + epoch + "-" + id + "\nevent: " + name + "\ndata: " + data + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
