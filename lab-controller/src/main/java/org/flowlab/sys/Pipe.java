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

/// A pipe to read what a started process writes. Not thread-safe.
public final class Pipe implements AutoCloseable {
    private final InputStream reading;
    private final FileDescriptor writing;

    private Pipe(InputStream reading, FileDescriptor writing) {
        this.reading = reading;
        this.writing = writing;
    }

    /// Makes a pipe.
    ///
    /// @param writer the user who may open the writing end again, for example through
    ///   `/dev/stdout`; null for this process's user
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

    /// The writing end, for [ProcessBuilder.Redirect#to]. It is there until [#written] is called.
    public File writingEnd() {
        return byNumber(writing);
    }

    /// Closes this process's writing end. The pipe then ends when all processes that write to it
    /// have ended.
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
            // The kernel has closed it all the same.
        }
    }
}
