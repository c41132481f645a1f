package org.flowlab.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flowlab.dissect.CaptureFile;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Dissector;
import org.flowlab.dissect.Message;
import org.flowlab.dissect.Passage;
import org.flowlab.fabric.WireFrame;
import org.flowlab.store.CaptureWriter;
import org.flowlab.topology.Plan;

/// Compares the messages of saved frames with those of the same frames before they were saved.
public final class SavedCapture {
    private SavedCapture() {}

    /// Asserts that the saved frames give the same messages, with the same times.
    public static void assertSame(
            Plan plan, List<WireFrame> frames, List<String> keys, List<Message> live) {
        List<Message> read = new ArrayList<>();
        try {
            Path file = Files.createTempFile("flowlab-test", ".pcapng");
            try (CaptureWriter writer = CaptureWriter.to(file)) {
                writer.write(plan, frames, List.of(), keys, "saved");
                Dissector dissector = new Dissector(read::add);
                CaptureFile.read(file, dissector, dissector::key);
                dissector.finish();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(lines(read)).as("read from a capture").isEqualTo(lines(live));
    }

    private static List<String> lines(List<Message> messages) {
        if (messages.isEmpty()) {
            return List.of();
        }
        long start = messages.getFirst().passage().sentNanos();
        return messages.stream().map(m -> line(m, start)).toList();
    }

    private static String line(Message message, long start) {
        Passage passage = message.passage();
        StringBuilder line = new StringBuilder();
        for (Conversation c = message.conversation(); c != null; c = c.carrier()) {
            line.append(c.protocol()).append(' ').append(c.carrierStream()).append(' ');
        }
        Conversation root = message.conversation().root();
        line.append(root.client()).append(message.fromClient() ? " > " : " < ");
        line.append(root.server()).append(' ').append(message.content());
        for (Passage.Transmission t : passage.transmissions()) {
            line.append(t.lost() ? " lost " : " sent ").append(t.sentNanos() - start);
        }
        return line.append(" arrived ").append(passage.arrivedNanos() - start).toString();
    }
}
