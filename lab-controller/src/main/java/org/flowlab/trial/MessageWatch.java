package org.flowlab.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Message;
import org.flowlab.lab.Recording;
import org.jspecify.annotations.Nullable;

/// Reports the messages of a trial while it runs, each once, soon after the wire has delivered it.
/// Closing it ends that.
///
/// It dissects all frames again whenever there are more of them, or more keys: a flow has a few
/// dozen. A message that cannot be read yet is left out, as its keys may follow.
final class MessageWatch implements AutoCloseable {
    /// With more frames than this the watch goes on with the end of the trial only.
    private static final int MOST_FRAMES = 5_000;

    private static final Duration PAUSE = Duration.ofMillis(25);

    /// How many times as long as it works it rests.
    private static final int REST = 10;

    private final Recording recording;
    private final LongSupplier keys;
    private final Supplier<List<Message>> soFar;
    private final MessageListener listener;
    private final Set<Key> reported = new HashSet<>();
    private @Nullable Thread thread;
    private volatile boolean ended;

    /// What tells a message from the others of a trial.
    private record Key(String conversation, boolean fromClient, int ordinal) {
        static Key of(Message message) {
            return new Key(path(message.conversation()), message.fromClient(), message.ordinal());
        }

        private static String path(Conversation c) {
            String below = c.carrier() == null ? "" : path(c.carrier()) + "/" + c.carrierStream();
            return below + "/" + c.protocol() + " " + c.client() + " " + c.server();
        }
    }

    /// @param keys how many keys have arrived
    /// @param soFar dissects what the wire carried so far
    MessageWatch(
            Recording recording,
            LongSupplier keys,
            Supplier<List<Message>> soFar,
            MessageListener listener) {
        this.recording = recording;
        this.keys = keys;
        this.soFar = soFar;
        this.listener = listener;
    }

    /// Begins to watch, if anybody listens.
    void begin() {
        if (listener.listens()) {
            thread = Thread.ofPlatform().name("message-watch").daemon().start(this::watch);
        }
    }

    private void watch() {
        long known = 0;
        long knownKeys = 0;
        while (!ended) {
            long size = recording.size();
            long keysNow = keys.getAsLong();
            long begin = System.nanoTime();
            if ((size != known || keysNow != knownKeys) && size <= MOST_FRAMES) {
                known = size;
                knownKeys = keysNow;
                report(soFar.get(), false);
            }
            long worked = System.nanoTime() - begin;
            LockSupport.parkNanos(Math.max(PAUSE.toNanos(), REST * worked));
        }
    }

    private void report(List<Message> messages, boolean last) {
        List<Message> fresh = new ArrayList<>();
        for (Message message : messages) {
            boolean known =
                    message.passage().hasArrived()
                            && !(message.content() instanceof Content.TlsUnread);
            if ((last || known) && reported.add(Key.of(message))) {
                fresh.add(message);
            }
        }
        if (!fresh.isEmpty()) {
            listener.messages(fresh);
        }
    }

    /// Reports what was not reported yet, after the watch was closed.
    ///
    /// @param all all messages of the trial
    void reportRest(List<Message> all) {
        if (thread != null) {
            report(all, true);
        }
    }

    /// Ends the watch.
    @Override
    public void close() {
        ended = true;
        Thread watching = thread;
        if (watching == null) {
            return;
        }
        LockSupport.unpark(watching);
        boolean interrupted = false;
        while (watching.isAlive()) {
            try {
                watching.join();
            } catch (InterruptedException e) {
                interrupted = true; // it ends soon
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
