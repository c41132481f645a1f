package org.flowlab.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;
import org.jspecify.annotations.Nullable;

/// A pipe whose writing end is for a process to be started. Not thread-safe.
public final class Pipe implements AutoCloseable {
    private final InputStream reading;
    private final FileDescriptor writing;

    private Pipe(InputStream reading, FileDescriptor writing) {
        this.reading = reading;
        this.writing = writing;
    }

    /// @param writer who may open the writing end again, as through `/dev/stdout`; null for this
    ///   process's user
    public static Pipe open(@Nullable Owner writer) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            SysException.check(LibC.get().pipe2(ends, Constants.O_CLOEXEC), "make a pipe: pipe2");
            FileDescriptor writing = new FileDescriptor(ends.getAtIndex(JAVA_INT, 1), "pipe");
            try (FileDescriptor first = new FileDescriptor(ends.getAtIndex(JAVA_INT, 0), "pipe")) {
                InputStream reading = new FileInputStream(byNumber(first));
                if (writer != null) {
                    LibC.get().fchown(writing.fd(), writer.uid(), writer.gid());
                }
                return new Pipe(reading, writing);
            } catch (IOException e) {
                writing.close();
                throw e;
            }
        }
    }

    /// What [ProcessBuilder.Redirect#to] takes, until [#written].
    public File writingEnd() {
        return byNumber(writing);
    }

    /// Closes this process's writing end: the pipe ends when the processes that have it end.
    public void written() {
        writing.close();
    }

    public InputStream readingEnd() {
        return reading;
    }

    private static File byNumber(FileDescriptor end) {
        return new File("/proc/self/fd/" + end.fd());
    }

    @Override
    public void close() {
        writing.close();
        try {
            reading.close();
        } catch (IOException _) {
            // The kernel has closed it whatever it said.
        }
    }
}
