package org.flowlab.lab.program;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowlab.sys.Folder;

/// A file of lines that a program adds to, or begins anew each time it starts. Only what is new is
/// read; a line longer than [#LONGEST_LINE] is skipped. Not thread-safe.
final class GrowingFile {
    /// In bytes, with the line's end; lines of a key log have fewer than 1,000.
    static final int LONGEST_LINE = 1 << 20;

    /// Bytes of lines that one call returns at most; the next call goes on.
    private static final long MOST_AT_ONCE = 64 << 20;

    /// Bytes kept of what was read last: when others stand in their place, the file was begun anew.
    private static final int MARK_BYTES = 128;

    private final String name;
    private long read;
    private byte[] mark = {};

    /// Whether `read` stands within a line that is skipped.
    private boolean skipping;

    private long skippedLines;

    GrowingFile(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /// How many lines were too long and skipped, in all.
    long skippedLines() {
        return skippedLines;
    }

    /// The lines that ended since the last call; none if there is no such file.
    ///
    /// @param folder that the file is in
    List<String> newLines(Folder folder) throws IOException {
        List<String> lines = new ArrayList<>();
        try (RandomAccessFile file = folder.read(name)) {
            if (file == null) {
                return lines;
            }
            long end = file.length();
            if (!goesOn(file, end)) {
                read = 0;
                mark = new byte[0];
                skipping = false;
            }
            long kept = 0;
            boolean more = true;
            while (more && kept < MOST_AT_ONCE) {
                byte[] bytes = new byte[(int) Math.min(LONGEST_LINE, end - read)];
                file.seek(read);
                file.readFully(bytes);
                int used = take(bytes, lines);
                kept += used;
                more = used > 0;
            }
        }
        return lines;
    }

    /// Takes the lines that end within `bytes`, which begin at `read`.
    ///
    /// @return how many bytes were used: 0 if the file must grow first
    private int take(byte[] bytes, List<String> lines) {
        int from = 0;
        if (skipping) {
            while (from < bytes.length && bytes[from] != '\n') {
                from++;
            }
            skipping = from == bytes.length;
            from += skipping ? 0 : 1;
        }
        int end = bytes.length;
        while (end > from && bytes[end - 1] != '\n') {
            end--;
        }
        if (end == 0 && bytes.length == LONGEST_LINE) {
            skipping = true;
            skippedLines++;
            end = bytes.length;
        }
        if (!skipping) {
            new String(bytes, from, end - from, StandardCharsets.ISO_8859_1)
                    .lines()
                    .forEach(lines::add);
        }
        if (end > 0) {
            mark = Arrays.copyOfRange(bytes, Math.max(0, end - MARK_BYTES), end);
            read += end;
        }
        return end;
    }

    private boolean goesOn(RandomAccessFile file, long end) throws IOException {
        if (end < read) {
            return false;
        }
        byte[] there = new byte[mark.length];
        file.seek(read - mark.length);
        file.readFully(there);
        return Arrays.equals(there, mark);
    }
}
