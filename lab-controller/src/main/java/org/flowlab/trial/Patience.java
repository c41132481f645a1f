package org.flowlab.trial;

import java.time.Duration;
import java.util.Objects;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.flowlab.topology.Plan;

/// How long a trial's commands and its wire are waited for: longer than the client's own limits, so
/// that the client is the one that reports what did not come.
///
/// @param command the longest that one command of a client may take
/// @param silence the longest that the wire may take to fall silent
record Patience(Duration command, Duration silence) {
    private static final Duration MARGIN = Duration.ofSeconds(10);
    private static final Duration LEAST_COMMAND = Duration.ofSeconds(60);
    private static final Duration LEAST_SILENCE = Duration.ofSeconds(30);
    private static final int SILENCE_ROUND_TRIPS = 4;

    /// A request over a tunnel takes one connect, two handshakes and two answers.
    static Patience of(Plan plan, String client) {
        Limits limits = Objects.requireNonNull(plan.node(client).limits(), client);
        long millis =
                limits.connectMillis() + 2L * limits.handshakeMillis() + 2L * limits.answerMillis();
        return new Patience(
                longer(LEAST_COMMAND, Duration.ofMillis(millis).plus(MARGIN)),
                longer(
                        LEAST_SILENCE,
                        plan.longestRoundTrip().multipliedBy(SILENCE_ROUND_TRIPS).plus(MARGIN)));
    }

    /// The same with a command that may take at most `bound`.
    Patience atMost(Duration bound) {
        return command.compareTo(bound) > 0 ? new Patience(bound, silence) : this;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
