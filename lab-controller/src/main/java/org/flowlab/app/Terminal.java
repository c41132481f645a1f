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

/// What the terminal can show. Colours only where a person looks, and none where `NO_COLOR` is set.
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
        // ./lab says so where it had to put another locale in the place of the user's
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

    /// Takes any text to where all of it, or 7-bit characters alone, can be shown.
    static PrintStream stream(OutputStream to, boolean unicode) {
        return new Shown(new Noting(to), unicode);
    }

    /// Why not all could be written to the standard output; empty where it could, or where its
    /// reader had enough.
    String unsaid() {
        out.flush();
        String failure = out instanceof Shown shown ? shown.to.failure : "";
        return failure.equals("Broken pipe") ? "" : failure;
    }

    /// Notes the first failure, which a [PrintStream] keeps to itself.
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

    /// Where there are 7-bit characters alone, puts plain ones in the place of those that the lab
    /// likes to use.
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

        /// All text comes by here.
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
