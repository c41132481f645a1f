package org.flowlab.lab;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What nodes said and which programs ended, for one listener. Until there is one, the first
/// hundred are kept. Thread-safe.
final class NodeNews {
    private static final int MOST_KEPT = 100;

    private final Queue<Consumer<NodeListener>> kept = new ArrayDeque<>();
    private @Nullable NodeListener listener;

    void ended(String node, String how) {
        tell(l -> l.ended(node, how));
    }

    void said(String node, String text) {
        tell(l -> l.said(node, text));
    }

    private synchronized void tell(Consumer<NodeListener> news) {
        if (listener != null) {
            news.accept(listener);
        } else if (kept.size() < MOST_KEPT) {
            kept.add(news);
        }
    }

    /// Reports everything to `to`, from the beginning.
    synchronized void listen(NodeListener to) {
        listener = to;
        kept.forEach(news -> news.accept(to));
        kept.clear();
    }
}
