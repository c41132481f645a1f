package org.flowlab.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.flowlab.sys.WholeFile;

/// A file of comma-separated values. Its header is in it from the start. Lines are on disk when
/// [#add] returns.
final class CsvFile implements Closeable {
    private final FileChannel file;

    CsvFile(Path path, List<String> columns) throws IOException {
        file = WholeFile.create(path, Csv.line(columns).getBytes(StandardCharsets.UTF_8));
    }

    /// Adds lines, in one write.
    void add(List<List<Object>> rows) throws IOException {
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append(Csv.line(row)));
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines.toString());
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
