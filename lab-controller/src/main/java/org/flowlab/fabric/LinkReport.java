package org.flowlab.fabric;

/// The counters of a link since it was added or last [restarted][Link#restart].
public record LinkReport(
        String name, int number, DirectionReport forward, DirectionReport reverse) {}
