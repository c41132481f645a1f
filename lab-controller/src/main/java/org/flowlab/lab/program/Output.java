package org.flowlab.lab.program;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.flowlab.lab.runtime.LastWords;
import org.flowlab.sys.Pipe;
import org.flowlab.unit.ByteCount;

/// Copies what a program prints into `output.log`. A thread drains the program's pipe, so that the
/// program never waits, and writes to the file until that has reached its bound. Thread-safe after
/// [#begin].
final class Output implements AutoCloseable {
    private final Pipe pipe;
    private final FileChannel log;
    private final long mostBytes;
    private final Thread thread;

    private final LastWords lastWords = new LastWords();

    /// @param log open to be added to; closed when the program's last process has ended
    /// @param most that the file may hold, what earlier programs printed included
    Output(String node, Pipe pipe, FileChannel log, ByteCount most) {
        this.pipe = pipe;
        this.log = log;
        this.mostBytes = most.bytes();
        this.thread = Thread.ofPlatform().daemon().name(node + "-output").unstarted(this::drain);
    }

    /// The file for [ProcessBuilder.Redirect#to]; valid until [#begin].
    File programsEnd() {
        return pipe.writingEnd();
    }

    /// Begins to drain the pipe, when the program was started.
    void begin() {
        pipe.written();
        thread.start();
    }

    private void drain() {
        byte[] bytes = new byte[1 << 16];
        try (FileChannel file = log) {
            long room = mostBytes - file.size(); // negative if it was cut before
            int count = pipe.readingEnd().read(bytes);
            while (count >= 0) {
                lastWords.add(bytes, count);
                if (room >= 0) {
                    room = write(file, bytes, count, room);
                }
                count = pipe.readingEnd().read(bytes);
            }
        } catch (IOException _) {
            // This end was closed, as the program was ended.
        }
    }

    /// @return the room that is left; negative if the file was cut, or cannot be written to
    private long write(FileChannel file, byte[] bytes, int count, long room) {
        try {
            put(file, ByteBuffer.wrap(bytes, 0, (int) Math.min(count, room)));
            if (count > room) {
                put(file, ByteBuffer.wrap(cut().getBytes(StandardCharsets.UTF_8)));
            }
            return room - count;
        } catch (IOException _) {
            return -1; // as on a full disk: the program goes on
        }
    }

    private String cut() {
        return "\n[flowlab: output.log is cut here, at "
                + new ByteCount(mostBytes)
                + "; the program goes on. The host's key output-limit sets the bound.]\n";
    }

    private static void put(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /// The lines that end what was printed, fit to be shown; at most 2,000 bytes.
    List<String> lastLines(int most) {
        return lastWords.lines(most);
    }

    /// Waits until all output is in the file and every process that could print has ended.
    void awaitEnd(Duration patience) throws InterruptedException {
        thread.join(patience);
    }

    @Override
    public void close() {
        pipe.close();
        if (thread.getState() == Thread.State.NEW) {
            try {
                log.close();
            } catch (IOException _) {
                // Nothing was written.
            }
        }
    }
}
