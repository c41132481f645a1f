package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;

/// A table of text. The first column is flush left, the others are flush right; each is as wide as
/// its widest cell.
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /// The lines, without line ends.
    List<String> lines() {
        return lines(false);
    }

    private List<String> lines(boolean left) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        return rows.stream().map(row -> line(row, widths, left)).toList();
    }

    /// The lines of a table whose columns are all flush left.
    static List<String> flushLeft(List<List<String>> rows) {
        Table table = new Table();
        table.rows.addAll(rows);
        return table.lines(true);
    }

    private static String line(List<String> row, int[] widths, boolean left) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String pad = " ".repeat(widths[i] - width(row.get(i)));
            line.append(i == 0 ? "" : "  ");
            line.append(i == 0 || left ? row.get(i) + pad : pad + row.get(i));
        }
        return line.toString().stripTrailing();
    }

    /// The number of visible characters, without escape sequences.
    private static int width(String text) {
        String shown = text.replaceAll("\u001b\\[[0-9;]*m", "");
        return shown.codePointCount(0, shown.length());
    }
}
