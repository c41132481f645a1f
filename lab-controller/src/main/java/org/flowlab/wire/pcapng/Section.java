package org.flowlab.wire.pcapng;

/// Where a capture comes from; each is empty if nobody says.
///
/// @param hardware the machine, `AMD EPYC 7B13`
/// @param operatingSystem `Linux 6.18.0`
/// @param application `flowlab 0.1.0`
/// @param comment on the whole capture
public record Section(
        String hardware, String operatingSystem, String application, String comment) {}
