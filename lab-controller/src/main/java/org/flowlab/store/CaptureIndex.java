package org.flowlab.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.flowlab.wire.pcapng.BlockWalker;
import org.flowlab.wire.pcapng.BlockWalker.Kind;
import org.jspecify.annotations.Nullable;

/// Where the trials of a capture begin that [CaptureWriter] wrote: each with its secrets, and then
/// its frames, the first of which has the trial's number in its comment. Not thread-safe.
final class CaptureIndex {
    /// The most interfaces of a lab's capture: two for each link.
    private static final int MOST_INTERFACES = 1 << 16;

    private final SparseIndex trials = new SparseIndex();

    /// The section's header and the interfaces, which every reader of a part needs.
    private final List<Range> head = new ArrayList<>();

    private long readTo;

    /// Bytes of the file.
    ///
    /// @param end the offset of the first byte after them
    record Range(long begin, long end) {}

    /// A trial's part of the file.
    ///
    /// @param beginNanos when the trial began, in nanoseconds since 1970
    record Part(List<Range> head, Range trial, long beginNanos) {}

    /// Reads what was added to the file.
    ///
    /// @throws IOException also if the lab did not write it
    void extend(FileChannel file) throws IOException {
        Trials walk = new Trials(file, readTo);
        while (walk.next()) {
            if (walk.number <= trials.last()) {
                throw notOurs(
                        walk.begin, "trial " + walk.number + " stands after " + trials.last());
            }
            trials.add(walk.number, walk.begin);
            readTo = walk.blocks.end();
        }
    }

    private static IOException notOurs(long at, String what) {
        return new IOException("not written by the lab: at byte " + at + ", " + what);
    }

    /// The part of a trial.
    ///
    /// @return null if the file does not have the trial
    @Nullable Part find(FileChannel file, long number) throws IOException {
        long near = trials.floor(number);
        if (near < 0) {
            return null;
        }
        Trials walk = new Trials(file, near);
        boolean found = false;
        while (!found && walk.next()) {
            found = walk.number == number;
            if (walk.number > number) {
                return null;
            }
        }
        if (!found) {
            return null;
        }
        long begin = walk.begin;
        long beginNanos = walk.beginNanos;
        long end = walk.next() ? walk.begin : walk.blocks.end();
        return new Part(List.copyOf(head), new Range(begin, end), beginNanos);
    }

    /// Goes from one trial to the next.
    private final class Trials {
        private final BlockWalker blocks;
        private long number;

        /// The offset of the trial's secrets, or of its first frame if it has none.
        private long begin;

        private long beginNanos;

        Trials(FileChannel file, long from) throws IOException {
            blocks = new BlockWalker(file, from);
        }

        boolean next() throws IOException {
            long secrets = -1;
            while (blocks.next()) {
                Kind kind = blocks.kind();
                if (kind == Kind.SECTION || kind == Kind.INTERFACE) {
                    keepHead();
                } else if (kind == Kind.SECRETS) {
                    secrets = secrets < 0 ? blocks.begin() : secrets;
                } else if (kind == Kind.FRAME && isFirst()) {
                    begin = secrets < 0 ? blocks.begin() : secrets;
                    return true;
                }
            }
            return false;
        }

        private boolean isFirst() throws IOException {
            String comment = blocks.frameComment();
            OptionalLong found = TrialComment.number(comment);
            if (found.isEmpty()) {
                return false;
            }
            number = found.getAsLong();
            beginNanos = blocks.frameNanos() + TrialComment.afterNanos(comment);
            return true;
        }

        private void keepHead() throws IOException {
            if (blocks.kind() == Kind.SECTION && blocks.begin() != 0) {
                throw notOurs(blocks.begin(), "a second section begins");
            }
            boolean known = !head.isEmpty() && blocks.begin() < head.getLast().end();
            if (!known) {
                head.add(new Range(blocks.begin(), blocks.end()));
            }
            if (head.size() > MOST_INTERFACES) {
                throw notOurs(blocks.begin(), "too many interfaces");
            }
        }
    }
}
