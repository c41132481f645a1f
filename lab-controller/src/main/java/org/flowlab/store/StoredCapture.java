package org.flowlab.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.flowlab.dissect.CaptureFile;
import org.flowlab.dissect.Dissector;
import org.flowlab.dissect.Message;
import org.jspecify.annotations.Nullable;

/// The capture of a run. A trial's frames are found through an index, and only they are dissected.
/// Thread-safe.
final class StoredCapture {
    private final GrowingFile<CaptureIndex> file;

    StoredCapture(Path path) {
        this.file = new GrowingFile<>(path, CaptureIndex::new);
    }

    boolean exists() {
        return file.exists();
    }

    /// Some of a trial's messages.
    ///
    /// @param number the trial's number
    /// @param from the number of the first message, from 1
    /// @param most how many at most
    /// @return null if the trial was not captured
    @Nullable TrialMessages messages(long number, long from, int most) throws IOException {
        Optional<TrialMessages> found =
                file.read(
                        (channel, index) -> {
                            index.extend(channel);
                            CaptureIndex.Part part = index.find(channel, number);
                            return part == null
                                    ? Optional.empty()
                                    : Optional.of(messages(channel, part, from, most));
                        });
        return found.orElse(null);
    }

    private static TrialMessages messages(
            FileChannel channel, CaptureIndex.Part part, long from, int most) throws IOException {
        Window window = new Window(from, most);
        Dissector dissector = new Dissector(window);
        List<InputStream> pieces = new ArrayList<>();
        part.head().forEach(range -> pieces.add(new Piece(channel, range)));
        pieces.add(new Piece(channel, part.trial()));
        try (InputStream in = new SequenceInputStream(Collections.enumeration(pieces))) {
            CaptureFile.read(in, dissector, dissector::key);
        }
        dissector.finish();
        return new TrialMessages(part.beginNanos(), from, window.count, window.kept);
    }

    /// Keeps some of the messages, and counts all.
    private static final class Window implements Consumer<Message> {
        private final long from;
        private final int most;
        private final List<Message> kept = new ArrayList<>();
        private long count;

        Window(long from, int most) {
            this.from = from;
            this.most = most;
        }

        @Override
        public void accept(Message message) {
            count++;
            if (count >= from && kept.size() < most) {
                kept.add(message);
            }
        }
    }

    /// Bytes of a file, as a stream.
    private static final class Piece extends InputStream {
        private final FileChannel file;
        private final long end;
        private long at;

        Piece(FileChannel file, CaptureIndex.Range range) {
            this.file = file;
            this.at = range.begin();
            this.end = range.end();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int most = (int) Math.min(length, end - at);
            if (most <= 0) {
                return length == 0 ? 0 : -1;
            }
            int read = file.read(ByteBuffer.wrap(to, offset, most), at);
            at += Math.max(0, read);
            return read;
        }
    }
}
