package org.flowlab.fabric;

/// What a link did since it was added.
public record LinkReport(
        String name, int number, DirectionReport forward, DirectionReport reverse) {}
