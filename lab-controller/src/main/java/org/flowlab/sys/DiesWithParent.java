package org.flowlab.sys;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Starts commands so that the kernel kills them when the thread that started them ends
/// (`PR_SET_PDEATHSIG`). A process can ask for that only for itself. So setpriv(1) of util-linux is
/// started; it asks, and then becomes the command in the same process.
///
/// Processes that the command itself starts are not killed.
final class DiesWithParent {
    private static final List<String> PREFIX = List.of("--pdeathsig", "KILL", "--");

    private DiesWithParent() {}

    static Process start(ProcessBuilder command) throws IOException {
        File setpriv = setpriv();
        if (setpriv == null || !runnable(command)) {
            return command.start();
        }
        List<String> plain = command.command();
        List<String> wrapped = new ArrayList<>();
        wrapped.add(setpriv.getPath());
        wrapped.addAll(PREFIX);
        wrapped.addAll(plain);
        try {
            return command.command(wrapped).start();
        } finally {
            command.command(plain);
        }
    }

    /// Whether the command can be run. If not, a start without setpriv gives the better exception.
    private static boolean runnable(ProcessBuilder command) {
        String program = command.command().getFirst();
        if (program.indexOf('/') >= 0) {
            // The JDK and setpriv both start from the command's working directory.
            File file = new File(program);
            File seen = file.isAbsolute() ? file : new File(command.directory(), program);
            return seen.isFile() && seen.canExecute();
        }
        return onPath(program) != null;
    }

    private static @Nullable File setpriv() {
        return onPath("setpriv");
    }

    private static @Nullable File onPath(String program) {
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "/usr/bin:/bin" : path).split(":", -1)) {
            File file = new File(folder, program);
            if (!folder.isEmpty() && file.isFile() && file.canExecute()) {
                return file;
            }
        }
        return null;
    }
}
