package org.flowlab.lab.program;

import java.io.File;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Finds programs as `execvp(3)` would, to say beforehand what is missing.
record Programs(@Nullable String path) {
    /// @throws IOException where there is no such program, or it may not be run
    void require(String program) throws IOException {
        if (program.indexOf('/') < 0) {
            if (find(program) == null) {
                throw new IOException("there is no program \"" + program + "\" on the PATH");
            }
            return;
        }
        File file = new File(program);
        if (!file.isFile()) {
            throw new IOException("there is no program " + file.getAbsolutePath());
        }
        if (!file.canExecute()) {
            throw new IOException(file.getAbsolutePath() + " may not be executed");
        }
    }

    /// One that the lab itself needs.
    ///
    /// @return its path
    String requireTool(String program) throws IOException {
        File found = find(program);
        if (found == null) {
            throw new IOException(
                    program + "(1) is not on the PATH: install util-linux, which host nodes need");
        }
        return found.getPath();
    }

    private @Nullable File find(String program) {
        for (String folder : (path == null ? "/usr/bin:/bin" : path).split(":", -1)) {
            File file = new File(folder, program);
            if (!folder.isEmpty() && file.isFile() && file.canExecute()) {
                return file;
            }
        }
        return null;
    }
}
