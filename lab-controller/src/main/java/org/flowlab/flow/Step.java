package org.flowlab.flow;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.flowlab.flow.Sighting.Kind;

/// One arrow of a flow.
///
/// @param number as the source numbers it, from 1
/// @param name as the source words it: `Client Hello`, `GET / HTTP/1.1`, `SYN_STREAM`
/// @param details the lines that the source puts below the name: `stream_id = 1`
/// @param heading the starred line before it; empty for most
/// @param tunnelled whether it runs through the tunnel: the proxy relays bytes that it cannot read
/// @param speech the protocol
/// @param causes the numbers of the steps that must be complete at this step's sender before it can
///   be sent: each has arrived there or was sent from there; in ascending order
public record Step(
        int number,
        String name,
        List<String> details,
        String heading,
        Phase phase,
        Role from,
        Role to,
        boolean tunnelled,
        Kind kind,
        Speech speech,
        Set<Integer> causes) {
    public Step {
        details = List.copyOf(details);
        causes = Collections.unmodifiableSortedSet(new TreeSet<>(causes));
    }

    public enum Speech {
        TCP,
        TLS,
        HTTP1,
        SPDY
    }

    Step causedBy(Set<Integer> others) {
        return new Step(
                number, name, details, heading, phase, from, to, tunnelled, kind, speech, others);
    }

    /// Whether a sighting with these properties is this step.
    boolean is(Kind seen, Role seenFrom, Role seenTo, boolean inTunnel) {
        return kind == seen && from == seenFrom && to == seenTo && tunnelled == inTunnel;
    }

    /// Whether a message is in this step's protocol, given its SPDY stream; 0 means that it is not
    /// SPDY.
    public boolean isSpokenOn(int stream) {
        return switch (speech) {
            case SPDY -> stream != 0;
            case HTTP1 -> stream == 0;
            case TCP, TLS -> true;
        };
    }

    /// `14) Client Hello C⇒O`
    @Override
    public String toString() {
        return number + ") " + name + " " + from.letter() + (tunnelled ? "⇒" : "→") + to.letter();
    }
}
