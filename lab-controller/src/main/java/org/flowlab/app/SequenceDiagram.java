package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.flow.Role;
import org.flowlab.view.TrialView;
import org.flowlab.view.TrialView.StepView;

/// Draws a trial in the style of the source: a lifeline for each party, a numbered arrow for each
/// step, stars before what begins. Beside each arrow stand the times when it was sent and when it
/// arrived, in milliseconds since the trial's first frame, and the gap since its cause. Every
/// transmission has an arrow of its own, where it happened.
final class SequenceDiagram {
    private static final int LEAST_COLUMNS = 80;

    /// The width of the columns with times.
    private static final int TIMES = 29;

    private static final int CAUSE = 9;
    private static final int LEFT = 2;
    private static final int WIDEST_SPAN = 34;

    /// The most lines for one label.
    private static final int MOST_LINES = 4;

    private final boolean unicode;
    private final Paint paint;
    private final int columns;
    private final boolean causes;
    private final int span;

    /// @param colours whether escape sequences may be used
    /// @param unicode whether more than 7-bit characters may be used
    /// @param columns of the terminal; at least 80 are used
    SequenceDiagram(boolean colours, boolean unicode, int columns) {
        this.unicode = unicode;
        paint = new Paint(colours);
        this.columns = Math.max(columns, LEAST_COLUMNS);
        causes = this.columns >= LEAST_COLUMNS + CAUSE;
        int room = this.columns - LEFT - 1 - TIMES - (causes ? CAUSE : 0);
        span = Math.min(WIDEST_SPAN, room / 2);
    }

    /// The diagram and, below it, the [summary][RunSummary]; lines have no line ends.
    List<String> lines(TrialView trial) {
        List<String> lines = new ArrayList<>();
        lines.add(paint.bold(trial.title()));
        lines.add("");
        if (trial.steps().stream().anyMatch(s -> s.sentNanos() != null)) {
            draw(trial, Row.of(trial), lines);
        } else {
            lines.add("no step was seen");
        }
        lines.add("");
        lines.addAll(new RunSummary(paint).lines(trial));
        return lines;
    }

    private void draw(TrialView trial, List<Row> rows, List<String> lines) {
        head(trial, lines);
        int announced = 0;
        for (Row row : rows) {
            if (row.type() == Row.Type.ABSENT) {
                lines.add(paint.dim(stars(row.note())));
                continue;
            }
            StepView step = row.step();
            boolean isStep = row.type() != Row.Type.IGNORED;
            if (isStep && !step.heading().isEmpty() && step.step() > announced) {
                lines.add(heading(trial, row));
            }
            if (isStep && !step.added()) {
                announced = Math.max(announced, step.step());
            }
            lines.add(arrow(trial, row));
            for (RowWords words : RowWords.of(row, unicode ? "≠" : "!=")) {
                lines.addAll(below(trial, row, words));
            }
            lines.add(lifelines(trial, !stops(row)).toString());
        }
        lines.addAll(legend(rows));
    }

    /// Explains the words that not every diagram has.
    private List<String> legend(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        if (rows.stream().anyMatch(r -> r.mark().isAgain())) {
            lines.add("(again): sent again; its gap counts from the sending before");
        }
        if (rows.stream().anyMatch(r -> r.mark().isRelayed())) {
            lines.add("(relayed): forwarded by the proxy; its gap counts from its arrival there");
        }
        if (rows.stream().anyMatch(r -> r.type() == Row.Type.AGAIN)) {
            lines.add("again, instead of a time: it had arrived already");
        }
        if (!lines.isEmpty()) {
            lines.addFirst("");
        }
        return lines.stream().map(paint::dim).toList();
    }

    /// Whether the arrow begins or ends at the proxy.
    private static boolean stops(Row row) {
        return row.by() == Role.PROXY || row.to() == Role.PROXY || !row.step().tunnelled();
    }

    private static boolean isProxied(TrialView trial) {
        return !trial.proxyTitle().isEmpty();
    }

    private int right() {
        return LEFT + 2 * span;
    }

    private int column(Role role) {
        return switch (role) {
            case CLIENT -> LEFT;
            case PROXY -> LEFT + span;
            case ORIGIN -> right();
        };
    }

    private void head(TrialView trial, List<String> lines) {
        StringBuilder names = new StringBuilder();
        StringBuilder rules = new StringBuilder();
        for (Role role : Role.values()) {
            if (role == Role.PROXY && !isProxied(trial)) {
                continue;
            }
            String name = role == Role.PROXY ? trial.proxyTitle() : role.title();
            int at = Math.max(0, column(role) - name.length() / 2);
            at = Math.min(at, right() + 2 - name.length());
            put(names, at, name);
            put(rules, at, "-".repeat(name.length()));
        }
        put(names, right() + 2, String.format("%9s %9s %8s", "sent/ms", "arrived", "gap"));
        put(names, names.length(), causes ? " after" : "");
        put(rules, right() + 2, String.format("%9s %9s %8s", "-------", "-------", "---"));
        put(rules, rules.length(), causes ? " -----" : "");
        lines.add(names.toString());
        lines.add(rules.toString());
    }

    private static void put(StringBuilder line, int at, String text) {
        while (line.length() < at) {
            line.append(' ');
        }
        for (int i = 0; i < text.length(); i++) {
            if (at + i < line.length()) {
                line.setCharAt(at + i, text.charAt(i));
            } else {
                line.append(text.charAt(i));
            }
        }
    }

    private static String stars(String text) {
        return "*** " + text + " ***";
    }

    /// The heading of a step. Between proxy and origin it starts below the proxy, if there is room.
    private String heading(TrialView trial, Row row) {
        StepView step = row.step();
        String text = stars(row.isSeen() ? happened(step.heading()) : step.heading());
        String client = trial.parties().client();
        boolean behind = !step.from().equals(client) && !step.to().equals(client);
        int at =
                behind ? Math.max(LEFT + 2, Math.min(LEFT + span - 3, columns - text.length())) : 0;
        StringBuilder line = at == 0 ? new StringBuilder() : lifelines(trial, true);
        line.setLength(Math.min(line.length(), at));
        while (line.length() < at) {
            line.append(' ');
        }
        return line + paint.phase(step.phase(), text);
    }

    /// Shortens the source's "connects (or reuses connection)" if the proxy did connect.
    private static String happened(String heading) {
        return heading.replace(" (or reuses connection)", "");
    }

    private StringBuilder lifelines(TrialView trial, boolean tunnelled) {
        StringBuilder line = new StringBuilder();
        put(line, LEFT, "|");
        if (isProxied(trial) && !tunnelled) {
            put(line, LEFT + span, "|");
        }
        put(line, right(), "|");
        return line;
    }

    private String arrow(TrialView trial, Row row) {
        StepView step = row.step();
        int from = column(row.by());
        int to = column(row.to());
        boolean forward = from < to;
        int left = Math.min(from, to);
        String body = body(row, Math.abs(to - from) - 1, forward, step.tunnelled());
        StringBuilder line = lifelines(trial, false);
        put(line, left + 1, body);
        String before = line.substring(0, left + 1);
        String after = line.substring(left + 1 + body.length());
        String coloured =
                row.type() == Row.Type.LOST || row.type() == Row.Type.IGNORED
                        ? paint.lost(body)
                        : paint.phase(step.phase(), body);
        return (before + coloured + after + " " + times(row)).stripTrailing();
    }

    /// The arrow between two lifelines.
    private String body(Row row, int length, boolean forward, boolean tunnelled) {
        String stroke = tunnelled ? "=" : "-";
        String shaft =
                switch (row.type()) {
                    case SENT, AGAIN -> stroke.repeat(length - 1) + ">";
                    case LOST -> {
                        int reach = length * 3 / 5;
                        yield stroke.repeat(reach) + lostMark() + " ".repeat(length - reach - 1);
                    }
                    case IGNORED -> stroke.repeat(length - 1) + lostMark();
                    case MISSING, UNREAD, ABSENT ->
                            (stroke + " ").repeat(length).substring(0, length - 1) + ">";
                };
        return forward ? shaft : new StringBuilder(shaft).reverse().toString().replace('>', '<');
    }

    private String lostMark() {
        return unicode ? "✗" : "X";
    }

    private String times(Row row) {
        String sent = row.sentNanos() == null ? "" : Millis.in(9, row.sentNanos());
        String arrived =
                switch (row.type()) {
                    case SENT -> {
                        Long at = row.arrivedNanos();
                        yield at == null ? "" : Millis.in(9, at);
                    }
                    case LOST -> lostMark() + " lost";
                    case AGAIN -> "again";
                    case IGNORED -> "ignored";
                    case MISSING -> "missing";
                    case UNREAD -> "unread";
                    case ABSENT -> "";
                };
        String gap = row.gapNanos() == null ? "" : Millis.gap(8, row.gapNanos());
        String text = String.format("%9s %9s %8s", sent, arrived, gap);
        if (causes && row.after() > 0) {
            text += String.format(" <-%d", row.after());
        }
        return text.stripTrailing();
    }

    /// Lines of text between the lifelines of an arrow.
    private List<String> below(TrialView trial, Row row, RowWords words) {
        int left = Math.min(column(row.by()), column(row.to()));
        int width = Math.abs(column(row.to()) - column(row.by())) - 3;
        List<String> lines = new ArrayList<>();
        RowWords plain = new RowWords(words.indent(), plain(words.text()), words.wrong());
        List<String> texts = plain.lines(width, MOST_LINES, unicode ? "…" : "~");
        List<String> close = plain.lines(width + 1, MOST_LINES, unicode ? "…" : "~");
        for (String text : close.size() < texts.size() ? close : texts) {
            StringBuilder line = lifelines(trial, !stops(row));
            put(line, left + 2, text);
            lines.add(
                    line.substring(0, left + 2)
                            + (words.wrong()
                                    ? paint.lost(text)
                                    : paint.phase(row.step().phase(), text))
                            + line.substring(left + 2 + text.length()));
        }
        return lines;
    }

    private String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().map(c -> unicode || c < 0x7f ? c : '?').forEach(plain::appendCodePoint);
        return plain.toString();
    }
}
