package org.flowlab.lab.runtime.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// How this controller's containers end, from the daemon's stream of events: one connection for all
/// of them. When the stream ends, so has the daemon, or the connection to it. Thread-safe.
final class Endings extends ResultCallback.Adapter<Event> {
    static final String[] EVENTS = {"oom", "die", "destroy"};

    private static final int UNKNOWN_STATUS = 255;

    private final Map<String, Ending> endings = new ConcurrentHashMap<>();
    private final String lost;
    private volatile boolean over;

    /// @param lost what is said of containers when the stream ends, as a sentence without a subject
    Endings(String lost) {
        this.lost = lost;
    }

    /// The ending of a container, which was not started yet.
    Ending of(String container) {
        Ending ending = endings.computeIfAbsent(container, _ -> new Ending());
        if (over) {
            ending.lost(lost);
        }
        return ending;
    }

    /// Whether the daemon will say no more.
    boolean isOver() {
        return over;
    }

    @Override
    public void onNext(Event event) {
        EventActor actor = event.getActor();
        Ending ending = actor == null ? null : endings.get(actor.getId());
        if (ending == null) {
            return;
        }
        switch (event.getAction()) {
            case "oom" -> ending.outOfMemory();
            case "die" -> ending.died(status(actor.getAttributes()));
            case "destroy" -> {
                endings.remove(actor.getId());
                ending.gone();
            }
            case null, default -> {}
        }
    }

    private static int status(@Nullable Map<String, String> attributes) {
        String status = attributes == null ? null : attributes.get("exitCode");
        return status != null && status.matches("\\d{1,3}")
                ? Integer.parseInt(status)
                : UNKNOWN_STATUS;
    }

    @Override
    public void onError(Throwable e) {
        end(); // the base class would print a stack trace
        close();
    }

    @Override
    public void close() {
        try {
            super.close();
        } catch (IOException _) {
            // The stream has ended in any case.
        }
    }

    @Override
    public void onComplete() {
        super.onComplete();
        end();
    }

    private void end() {
        over = true;
        endings.values().forEach(ending -> ending.lost(lost));
    }
}
