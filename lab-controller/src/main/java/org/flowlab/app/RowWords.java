package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.view.TrialView.StepView;

/// The words below an arrow: the step's name and details as the source has them, or what was said
/// instead.
///
/// @param indent before each of its lines but the first
/// @param text still without line breaks
/// @param wrong whether it says that the catalogue has another step here
record RowWords(int indent, String text, boolean wrong) {

    /// @param unequal the sign for that
    static List<RowWords> of(Row row, String unequal) {
        if (row.type() == Row.Type.IGNORED) {
            return List.of(new RowWords(2, row.note(), true));
        }
        StepView step = row.step();
        String number = step.step() + ") ";
        int indent = number.length();
        String mark = row.mark() == Row.Mark.FIRST ? "" : " (" + row.mark().words() + ")";
        List<RowWords> words = new ArrayList<>();
        words.add(new RowWords(indent, number + step.said() + mark, false));
        if (row.type() == Row.Type.LOST || row.type() == Row.Type.AGAIN || row.mark().isRelayed()) {
            return words;
        }
        for (String detail : step.details()) {
            words.add(new RowWords(indent, " ".repeat(indent) + detail, false));
        }
        String space = " ".repeat(indent);
        if (step.otherProtocol()) {
            words.add(new RowWords(indent, space + unequal + " " + step.name(), true));
        } else if (!row.note().isEmpty()) {
            words.add(new RowWords(indent, space + row.note(), false));
        }
        return words;
    }

    /// Breaks the text into lines of at most `width`, at spaces or within words that are too long.
    /// A text that needs more than `most` lines is cut and ends in `cut`.
    List<String> lines(int width, int most, String cut) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            if (lines.size() == most - 1) {
                lines.add(rest.substring(0, width - cut.length()) + cut);
                return lines;
            }
            int space = rest.lastIndexOf(' ', width);
            boolean within = space > 0 && !rest.substring(0, space).isBlank();
            int end = within ? space : width;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = " ".repeat(indent) + rest.substring(end).strip();
        }
        lines.add(rest);
        return lines;
    }
}
