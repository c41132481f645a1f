package org.flowlab.wire.pcapng;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Records what a reader reports.
final class CaptureNotes implements CaptureHandler {
    final List<String> frames = new ArrayList<>();
    final List<CaptureInterface> interfaces = new ArrayList<>();
    final List<Section> sections = new ArrayList<>();
    final StringBuilder keys = new StringBuilder();

    @Override
    public void frame(CapturedFrame f) {
        frames.add(
                "%d @%d %s%s %s%s"
                        .formatted(
                                f.interfaceId(),
                                f.epochNanos(),
                                f.direction(),
                                f.dropped() ? " dropped" : "",
                                HexFormat.of().formatHex(f.bytes()),
                                f.comment().isEmpty() ? "" : " " + f.comment()));
    }

    @Override
    public void interfaceAdded(CaptureInterface added) {
        interfaces.add(added);
    }

    @Override
    public void section(Section section) {
        sections.add(section);
    }

    @Override
    public void tlsKeys(String lines) {
        keys.append(lines);
    }
}
