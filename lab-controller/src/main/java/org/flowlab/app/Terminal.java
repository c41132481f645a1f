package org.flowlab.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the terminal can show. There are colours only on a terminal, and none if `NO_COLOR` is set.
///
/// @param columns at least 40
record Terminal(
        PrintStream out,
        PrintStream err,
        boolean colours,
        boolean unicode,
        boolean interactive,
        int columns) {

    /// The terminal that this process was started on.
    @SuppressWarnings("SystemConsoleNull") // so the JDK says, and yet it is annotated as nullable
    static Terminal of(Map<String, String> environment) {
        java.io.Console console = System.console();
        boolean interactive = console != null && console.isTerminal();
        boolean plain =
                "dumb".equals(environment.get("TERM"))
                        || !environment.getOrDefault("NO_COLOR", "").isEmpty();
        // set by ./lab when it had to replace the user's locale
        boolean ascii = Boolean.getBoolean("flowlab.ascii");
        String locale = locale(environment);
        boolean unicode = !ascii && (locale.contains("UTF-8") || locale.contains("UTF8"));
        return new Terminal(
                stream(new FileOutputStream(FileDescriptor.out), unicode),
                stream(new FileOutputStream(FileDescriptor.err), unicode),
                interactive && !plain,
                unicode,
                interactive,
                columns(environment.get("COLUMNS")));
    }

    /// A stream for any text, which it shows as it is or in 7-bit characters alone.
    static PrintStream stream(OutputStream to, boolean unicode) {
        return new Shown(new Noting(to), unicode);
    }

    /// Why the standard output is incomplete; empty if it is complete, or if its reader closed it.
    String unsaid() {
        out.flush();
        String failure = out instanceof Shown shown ? shown.to.failure : "";
        // An IOException has no error number; the JDK gives it strerror(3)'s text.
        return failure.equals("Broken pipe") ? "" : failure;
    }

    /// Keeps the first failure, which a [PrintStream] does not report.
    private static final class Noting extends FilterOutputStream {
        private String failure = "";

        Noting(OutputStream to) {
            super(to);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failure = failure.isEmpty() ? String.valueOf(e.getMessage()) : failure;
                throw e;
            }
        }
    }

    /// Replaces the lab's special characters if only 7-bit characters can be shown.
    private static final class Shown extends PrintStream {
        private static final String FINE = "µ×±…→⇒✗";
        private static final String[] PLAIN = {"u", "x", "+-", "~", "->", "=>", "X"};

        private final Noting to;
        private final boolean unicode;

        Shown(Noting to, boolean unicode) {
            super(to, true, unicode ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII);
            this.to = to;
            this.unicode = unicode;
        }

        /// All text passes through this method.
        @Override
        public void print(@Nullable String text) {
            if (unicode) {
                super.print(text);
                return;
            }
            StringBuilder plain = new StringBuilder();
            String.valueOf(text)
                    .chars()
                    .forEach(
                            c -> {
                                int at = FINE.indexOf(c);
                                plain.append(at < 0 ? Character.toString(c) : PLAIN[at]);
                            });
            super.print(plain.toString());
        }
    }

    private static String locale(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value.toUpperCase(Locale.ROOT);
            }
        }
        return "UTF-8"; // none set, as in most containers: every terminal in use today reads UTF-8
    }

    private static int columns(@Nullable String text) {
        try {
            int columns = text == null ? 0 : Integer.parseInt(text.strip());
            return columns < 1 ? 100 : Math.max(40, columns); // terminals that do not know say 0
        } catch (NumberFormatException e) {
            return 100;
        }
    }
}
