package org.flowlab.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rows of `trials.csv` or `steps.csv`, whose first column is the trial's number. Rows are
/// found through an index, so that a long file is read once and never held in memory. Thread-safe.
final class CsvTable {
    private final GrowingFile<Index> file;

    CsvTable(Path path) {
        this.file = new GrowingFile<>(path, Index::new);
    }

    /// Where the rows of trials begin, up to the offset that was read.
    private static final class Index {
        private final SparseIndex rows = new SparseIndex();
        private List<String> columns = List.of();
        private long readTo;

        private void extend(FileChannel file) throws IOException {
            CsvReader reader = new CsvReader(file, readTo);
            if (columns.isEmpty() && reader.next()) {
                columns = List.copyOf(reader.fields());
                readTo = reader.end();
            }
            while (reader.next()) {
                long number = reader.number();
                if (number < rows.last()) {
                    throw new IOException("trial " + number + " stands after " + rows.last());
                }
                if (number > rows.last()) {
                    rows.add(number, reader.begin());
                }
                readTo = reader.end();
            }
        }
    }

    /// Rows of a table.
    ///
    /// @param trials how many trials the table has
    /// @param rows the fields by column
    record Rows(long trials, List<Map<String, String>> rows) {}

    boolean exists() {
        return file.exists();
    }

    /// The rows of the trials from a number on.
    ///
    /// @param from a trial's number
    /// @param most how many trials at most
    Rows rows(long from, long most) throws IOException {
        return file.read(
                (channel, index) -> {
                    index.extend(channel);
                    return new Rows(index.rows.count(), rows(channel, index, from, most));
                });
    }

    private static List<Map<String, String>> rows(
            FileChannel channel, Index index, long from, long most) throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        long near = index.rows.floor(from);
        CsvReader reader = new CsvReader(channel, near < 0 ? firstRow(channel) : near);
        while (reader.end() < index.readTo && reader.next()) {
            long number = reader.number();
            if (number >= from + most) {
                break;
            }
            if (number >= from) {
                rows.add(row(index.columns, reader.fields()));
            }
        }
        return rows;
    }

    private static long firstRow(FileChannel channel) throws IOException {
        CsvReader header = new CsvReader(channel, 0);
        return header.next() ? header.end() : 0;
    }

    private static Map<String, String> row(List<String> columns, List<String> fields)
            throws IOException {
        if (fields.size() != columns.size()) {
            throw new IOException(
                    "trial "
                            + fields.getFirst()
                            + " has "
                            + fields.size()
                            + " fields; "
                            + columns.size()
                            + " are expected");
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            row.putIfAbsent(columns.get(i), fields.get(i));
        }
        return row;
    }
}
