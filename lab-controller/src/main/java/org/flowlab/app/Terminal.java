package org.flowlab.app;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

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
        boolean unicode =
                locale(environment).contains("UTF-8") || locale(environment).contains("UTF8");
        Charset charset = unicode ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
        return new Terminal(
                new PrintStream(
                        new java.io.FileOutputStream(java.io.FileDescriptor.out), true, charset),
                new PrintStream(
                        new java.io.FileOutputStream(java.io.FileDescriptor.err), true, charset),
                interactive && !plain,
                unicode,
                interactive,
                columns(environment.get("COLUMNS")));
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

    private static int columns(@org.jspecify.annotations.Nullable String text) {
        try {
            return text == null ? 100 : Math.max(40, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return 100;
        }
    }
}
