package org.flowlab.app;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// The progress of a run. On a terminal, a bar with trials done, rate and time left; elsewhere, a
/// line from time to time.
final class Progress implements AutoCloseable {
    private static final long LINE_EVERY_NANOS = 10_000_000_000L;

    private final Terminal terminal;
    private final boolean quiet;
    private final long start = System.nanoTime();
    private @Nullable ProgressBar bar;
    private long lastLine = start;

    Progress(Terminal terminal, boolean quiet) {
        this.terminal = terminal;
        this.quiet = quiet;
    }

    void show(long done, long total) {
        if (quiet) {
            return;
        }
        if (terminal.interactive()) {
            ProgressBar shown = bar == null ? make(total) : bar;
            bar = shown;
            shown.stepTo(done);
        } else if (System.nanoTime() - lastLine > LINE_EVERY_NANOS) {
            lastLine = System.nanoTime();
            double seconds = (lastLine - start) / 1e9;
            terminal.err().printf("%d of %d trials, %.1f/s%n", done, total, done / seconds);
        }
    }

    /// Prints a line of its own to standard error.
    void say(String line) {
        if (bar != null) {
            terminal.err().println();
        }
        terminal.err().println(line);
    }

    private ProgressBar make(long total) {
        return new ProgressBarBuilder()
                .setTaskName("trials")
                .setInitialMax(total)
                .setStyle(
                        !terminal.unicode()
                                ? ProgressBarStyle.ASCII
                                : terminal.colours()
                                        ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
                                        : ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(200)
                .showSpeed()
                .setConsumer(new OneLine(terminal.err(), Math.min(100, terminal.columns() - 1)))
                .build();
    }

    /// Redraws the bar in place. The library's own consumer would ask JLine for the terminal's
    /// width, and JLine restores the default SIGINT handler: Ctrl-C would end the process at once.
    private record OneLine(PrintStream to, int columns) implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return columns;
        }

        @Override
        public void accept(String line) {
            to.print('\r' + line);
        }

        @Override
        public void close() {
            to.println();
        }
    }

    /// Ends the progress display. A second call does nothing.
    void end() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public void close() {
        end();
    }
}
