package org.flowlab.web;

import java.time.Duration;

/// What a client may use up.
final class Limits {
    static final int MOST_BODY_BYTES = 4 << 20;
    static final int MOST_LINE = 4_096;
    static final int MOST_HEADER_BYTES = 16 << 10;

    /// The most streams of events at once.
    static final int MOST_STREAMS = 250;

    /// How long a connection may be without a byte in either direction. To bring up a lab with many
    /// nodes takes a minute and more, in which there is none.
    static final Duration IDLE = Duration.ofMinutes(5);

    /// How long a new connection may take to send its first request's headers.
    static final Duration FIRST_REQUEST = Duration.ofSeconds(20);

    /// How long a request may take to send its body.
    static final Duration BODY = Duration.ofSeconds(30);

    /// The bytes that wait for a slow reader in this process, beside those in the kernel.
    static final int WRITE_QUEUE_BYTES = 64 << 10;

    /// The kernel's buffer of a connection for what was sent and not yet read.
    static final int SEND_BUFFER_BYTES = 256 << 10;

    private Limits() {}
}
