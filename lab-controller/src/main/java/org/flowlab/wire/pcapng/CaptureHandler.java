package org.flowlab.wire.pcapng;

/// Takes what a [CaptureReader] reads, in the order of the file.
public interface CaptureHandler {
    /// A frame. `frame` is the reader's again when this returns.
    void frame(CapturedFrame frame);

    /// An interface, before its first frame.
    default void interfaceAdded(CaptureInterface added) {}

    /// A section begins: interfaces are counted anew.
    default void section(Section section) {}

    /// Lines in the NSS key log format.
    default void tlsKeys(String lines) {}
}
