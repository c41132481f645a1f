package org.flowlab.lab.program;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A file of lines that a program adds to, or begins anew each time it starts. Only what is new is
/// read. Not thread-safe.
final class GrowingFile {
    private static final int MOST_AT_ONCE = 16 << 20;

    /// Of what was read last, so many bytes are kept: where others stand in their place, the file
    /// was begun anew.
    private static final int MARK_BYTES = 128;

    private final Path path;
    private long read;
    private byte[] mark = {};

    GrowingFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /// The lines that ended since the last call; none where there is no such file.
    List<String> newLines() throws IOException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            if (!goesOn(file)) {
                read = 0;
                mark = new byte[0];
            }
            byte[] bytes = new byte[(int) Math.min(MOST_AT_ONCE, file.length() - read)];
            file.seek(read);
            file.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            if (end > 0) {
                mark = Arrays.copyOfRange(bytes, Math.max(0, end - MARK_BYTES), end);
                read += end;
            }
            return new String(bytes, 0, end, StandardCharsets.ISO_8859_1).lines().toList();
        }
    }

    private boolean goesOn(RandomAccessFile file) throws IOException {
        if (file.length() < read) {
            return false;
        }
        byte[] there = new byte[mark.length];
        file.seek(read - mark.length);
        file.readFully(there);
        return Arrays.equals(there, mark);
    }
}
