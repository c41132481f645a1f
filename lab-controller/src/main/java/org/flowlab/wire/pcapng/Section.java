package org.flowlab.wire.pcapng;

/// The origin of a capture. Each text is empty if it is not known.
///
/// @param hardware the machine, such as `AMD EPYC 7B13`
/// @param operatingSystem such as `Linux 6.18.0`
/// @param application the program that captured, such as `flowlab 0.1.0`
/// @param comment a comment on the whole capture
public record Section(
        String hardware, String operatingSystem, String application, String comment) {}
