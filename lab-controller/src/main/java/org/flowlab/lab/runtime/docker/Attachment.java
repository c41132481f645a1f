package org.flowlab.lab.runtime.docker;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The standard streams of a container, over a connection of its own to the daemon (`POST
/// /containers/{id}/attach`). The daemon sends output in frames, and takes input as it is:
///
/// ```
///  0        1               4                8
/// +--------+---------------+----------------+---------
/// | stream | zero          | length, big    | bytes …
/// | 1 or 2 |               | endian         |
/// +--------+---------------+----------------+---------
/// ```
///
/// Nothing is buffered but one piece of 64 KiB: a container that prints faster than [#output] is
/// read must wait. One thread may read while another writes.
final class Attachment implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 16;
    private static final int HEAD_BYTES = 1 << 14;
    private static final int ERROR_STREAM = 2;
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(20);

    private final SocketChannel channel;
    private final Consumer<byte[]> errors;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).limit(0);
    private final OutputStream input = new Input();
    private final Output output = new Output();

    private Attachment(SocketChannel channel, Consumer<byte[]> errors) {
        this.channel = channel;
        this.errors = errors;
    }

    /// Attaches to a container, which need not run yet. On return the daemon has attached.
    ///
    /// @param errors is given what the container writes to standard error, in the order of its
    ///   output, by the thread that reads [#output]
    /// @throws IOException if the daemon refuses; the message has its answer
    static Attachment open(DockerSocket socket, String container, Consumer<byte[]> errors)
            throws IOException {
        Attachment attachment = new Attachment(socket.connect(), errors);
        // A daemon that is stopped takes connections, and never answers.
        CompletableFuture<Void> late = attachment.closeAfter(ANSWER_PATIENCE);
        try {
            attachment.upgrade(container);
            return attachment;
        } catch (IOException | RuntimeException e) {
            attachment.close();
            throw e;
        } finally {
            late.cancel(false);
        }
    }

    private void upgrade(String container) throws IOException {
        send(
                ByteBuffer.wrap(
                        ("POST /containers/"
                                        + container
                                        + "/attach?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\r\n"
                                        + "Host: docker\r\nConnection: Upgrade\r\n"
                                        + "Upgrade: tcp\r\nContent-Length: 0\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII)));
        String status = head();
        if (!status.startsWith("HTTP/1.1 101")) {
            throw new IOException("the Docker daemon refuses to attach: " + status.strip());
        }
    }

    /// Reads the answer's head.
    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            if (head.size() == HEAD_BYTES || !fill()) {
                throw new EOFException("the Docker daemon's answer to attach ends in its head");
            }
            head.write(piece.get());
        }
        return head.toString(StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
    }

    /// The container's standard input; closing it ends that, and leaves the output open.
    OutputStream input() {
        return input;
    }

    /// The container's standard output. It ends when the container has ended, or the daemon.
    InputStream output() {
        return output;
    }

    /// Waits until the container has written something, or has ended.
    ///
    /// @return whether there is something to read
    boolean awaitOutput(Duration patience) throws IOException {
        CompletableFuture<Void> late = closeAfter(patience);
        try {
            return output.ready();
        } finally {
            late.cancel(false);
        }
    }

    /// Closes this after some time, which ends any read, unless the result is cancelled before.
    CompletableFuture<Void> closeAfter(Duration patience) {
        return CompletableFuture.runAsync(
                this::close,
                CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// Makes sure that there is a byte to read.
    ///
    /// @return false at the end
    private boolean fill() throws IOException {
        if (piece.hasRemaining()) {
            return true;
        }
        piece.clear();
        int count = channel.read(piece);
        piece.flip();
        return count > 0;
    }

    private void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Ends both directions. If the container was created with StdinOnce, its standard input ends.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // It is closed in any case.
        }
    }

    private final class Input extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            send(ByteBuffer.wrap(bytes, offset, length));
        }

        @Override
        public void close() throws IOException {
            if (channel.isOpen()) {
                channel.shutdownOutput();
            }
        }
    }

    private final class Output extends InputStream {
        private int stream;
        private long left;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!ready()) {
                return -1;
            }
            int count = (int) Math.min(Math.min(left, piece.remaining()), length);
            piece.get(bytes, offset, count);
            left -= count;
            return count;
        }

        /// Waits for a byte of the output's own; gives away what comes before.
        ///
        /// @return false at the end
        private boolean ready() throws IOException {
            while (next()) {
                if (stream != ERROR_STREAM) {
                    return true;
                }
                passErrors((int) Math.min(left, piece.remaining()));
            }
            return false;
        }

        private void passErrors(int count) {
            byte[] said = new byte[count];
            piece.get(said);
            left -= count;
            errors.accept(said);
        }

        /// Makes sure that there is a byte of a frame to read.
        ///
        /// @return false at the end
        private boolean next() throws IOException {
            while (left == 0) {
                if (!fill()) {
                    return false;
                }
                stream = piece.get();
                for (int i = 0; i < 3; i++) {
                    octet();
                }
                for (int i = 0; i < 4; i++) {
                    left = left << 8 | octet();
                }
            }
            return fill();
        }

        private int octet() throws IOException {
            if (!fill()) {
                throw new EOFException("the Docker daemon's stream ends in the head of a frame");
            }
            return Byte.toUnsignedInt(piece.get());
        }
    }
}
