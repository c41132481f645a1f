package org.flowlab.wire.pcapng;

/// Receives what a [CaptureReader] reads, in the order of the file.
public interface CaptureHandler {
    /// Receives a frame. When this method returns, the reader uses `frame` for the next one.
    void frame(CapturedFrame frame);

    /// Receives an interface, before its first frame.
    default void interfaceAdded(CaptureInterface added) {}

    /// Receives the description of a section, before the section's interfaces and frames.
    default void section(Section section) {}

    /// Receives lines in the NSS key log format.
    default void tlsKeys(String lines) {}
}
