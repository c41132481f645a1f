package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Spoken;
import org.flowlab.flow.Step;
import org.jspecify.annotations.Nullable;

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
        Step step = row.step();
        Entry.Seen seen = row.seen();
        String number = step.number() + ") ";
        int indent = number.length();
        String mark = row.mark() == Row.Mark.FIRST ? "" : " (" + row.mark().words() + ")";
        List<RowWords> words = new ArrayList<>();
        words.add(new RowWords(indent, number + said(step, seen) + mark, false));
        if (row.type() == Row.Type.LOST || row.type() == Row.Type.AGAIN || row.mark().isRelayed()) {
            return words;
        }
        boolean other = seen != null && !step.isSpokenOn(seen.spoken().stream());
        for (String detail : details(step, seen)) {
            words.add(new RowWords(indent, " ".repeat(indent) + detail, false));
        }
        String space = " ".repeat(indent);
        if (other) {
            words.add(new RowWords(indent, space + unequal + " " + step.name(), true));
        } else if (!row.note().isEmpty()) {
            words.add(new RowWords(indent, space + row.note(), false));
        }
        return words;
    }

    private static String said(Step step, Entry.@Nullable Seen seen) {
        if (seen == null) {
            return step.name();
        }
        Spoken spoken = seen.spoken();
        return switch (spoken) {
            case Spoken.SpdyRequest _ -> "SYN_STREAM";
            case Spoken.SpdyResponse _ -> "SYN_REPLY";
            // The source leaves the version out of some requests.
            case Spoken.HttpRequest _ when spoken.label().equals(step.name() + " HTTP/1.1") ->
                    step.name();
            case Spoken.HttpRequest _, Spoken.HttpResponse _ -> spoken.label();
            case Spoken.Handshake _, Spoken.Unread _, Spoken.Ignored _ -> step.name();
        };
    }

    /// A SPDY frame's fields as the source lists them, with the values that were seen.
    private static List<String> details(Step step, Entry.@Nullable Seen seen) {
        if (seen == null) {
            return step.details();
        }
        return switch (seen.spoken()) {
            case Spoken.SpdyRequest r -> {
                List<String> details = new ArrayList<>();
                details.add("stream_id = " + r.stream());
                details.add("method = " + r.method());
                details.add("url = " + r.url());
                if (!r.host().isEmpty()) {
                    details.add("host = " + r.host());
                }
                yield details;
            }
            case Spoken.SpdyResponse r ->
                    List.of("stream_id = " + r.stream(), "status = " + r.statusLine());
            case Spoken.HttpRequest _,
                    Spoken.HttpResponse _,
                    Spoken.Handshake _,
                    Spoken.Unread _,
                    Spoken.Ignored _ ->
                    step.isSpokenOn(0) ? step.details() : List.of();
        };
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
