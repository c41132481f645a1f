package org.flowlab.flow;

import java.util.List;

/// Words for problems: a sentence each, without a full stop.
final class ProblemWords {
    private final Flow flow;
    private final Parties parties;

    ProblemWords(Flow flow, Parties parties) {
        this.flow = flow;
        this.parties = parties;
    }

    List<String> of(List<Problem> problems) {
        return problems.stream().map(this::of).toList();
    }

    private String of(Problem problem) {
        return switch (problem) {
            case Problem.Missing p -> describe(p.step()) + " is missing";
            case Problem.Lost p ->
                    describe(p.step())
                            + " was lost: "
                            + p.sendings()
                            + (p.sendings() == 1 ? " sending" : " sendings")
                            + (p.allLost() ? ", none arrived" : ", none arrived whole");
            case Problem.Early p -> early(p);
            case Problem.OtherProtocol p ->
                    describe(p.step())
                            + " was "
                            + spokenOver(p.spoken())
                            + ": "
                            + p.spoken().label();
            case Problem.OtherConnection p ->
                    describe(p.step())
                            + " runs on another connection ("
                            + p.connection()
                            + ") than step "
                            + p.earlierStep()
                            + " ("
                            + p.earlierConnection()
                            + ")";
            case Problem.SeenAgain p ->
                    describe(p.step())
                            + " was seen again at "
                            + Millis.of(p.atNanos())
                            + ": "
                            + p.spoken().label();
            case Problem.CannotBe p ->
                    describe(p.step())
                            + " was seen at "
                            + Millis.of(p.atNanos())
                            + " although "
                            + p.why();
            case Problem.NoStep p -> noStep(p);
            case Problem.Status p ->
                    describe(p.step())
                            + " has "
                            + (p.status() == 0 ? "no status" : "status " + p.status())
                            + " instead of "
                            + p.expected();
            case Problem.TooFast p -> tooFast(p);
        };
    }

    /// `spoken over SPDY, not HTTP/1.1`, of a step of the one protocol in the other.
    static String spokenOver(Spoken spoken) {
        return "spoken over "
                + (spoken.stream() == 0 ? "HTTP/1.1, not SPDY" : "SPDY, not HTTP/1.1");
    }

    private String early(Problem.Early p) {
        String shortCut =
                p.isShortCut() ? ": " + parties.node(p.step().from()) + " took a short cut" : "";
        return describe(p.step())
                + " was sent "
                + Millis.of(p.earlyNanos())
                + " before "
                + describe(p.cause())
                + (p.cause().from() == p.step().from() ? " was sent" : " had arrived")
                + shortCut;
    }

    private String noStep(Problem.NoStep p) {
        Sighting s = p.sighting();
        return s.label()
                + " from "
                + s.from()
                + " to "
                + s.to()
                + (s.tunnelled() ? " in a tunnel" : "")
                + " at "
                + Millis.of(p.atNanos())
                + " is no step of "
                + flow.id()
                + p.expected().map(step -> "; expected: " + describe(step)).orElse("");
    }

    private static String tooFast(Problem.TooFast p) {
        Phase phase = p.phase();
        return (phase == null ? "the whole" : "phase " + phase.id())
                + " took "
                + Millis.of(p.tookNanos())
                + ", less than the network's share of "
                + Millis.of(p.leastNanos())
                + ": the lab's clock or wire is wrong";
    }

    /// `step 14 (Client Hello, client to origin in the tunnel)`
    private String describe(Step step) {
        return "step "
                + step.number()
                + " ("
                + step.name()
                + ", "
                + parties.node(step.from())
                + " to "
                + parties.node(step.to())
                + (step.tunnelled() ? " in the tunnel" : "")
                + ")";
    }
}
