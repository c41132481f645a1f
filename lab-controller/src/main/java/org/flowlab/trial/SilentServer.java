package org.flowlab.trial;

import java.util.List;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Message;

/// Finds a server that sent nothing after a Client Hello, as one does whose port is not for TLS.
final class SilentServer {
    private static final int CLIENT_HELLO = 1;

    private SilentServer() {}

    /// Whether a Client Hello arrived and its receiver sent nothing until the sender gave up.
    static boolean isIn(List<Message> messages) {
        return messages.stream()
                .anyMatch(
                        m ->
                                m.content() instanceof Content.TlsHandshake hello
                                        && hello.type() == CLIENT_HELLO
                                        && m.passage().hasArrived()
                                        && !isAnswered(m, messages));
    }

    private static boolean isAnswered(Message hello, List<Message> messages) {
        long sent = hello.passage().sentNanos();
        int connection = hello.conversation().root().id();
        List<Message> later =
                messages.stream()
                        .filter(m -> m.conversation().root().id() == connection)
                        .filter(m -> m.passage().sentNanos() > sent)
                        .toList();
        long gaveUp =
                later.stream()
                        .filter(m -> m.fromClient() && isEnd(m.content()))
                        .mapToLong(m -> m.passage().sentNanos())
                        .min()
                        .orElse(Long.MAX_VALUE);
        return later.stream().anyMatch(m -> !m.fromClient() && m.passage().sentNanos() < gaveUp);
    }

    private static boolean isEnd(Content content) {
        return content instanceof Content.Fin || content instanceof Content.Reset;
    }
}
