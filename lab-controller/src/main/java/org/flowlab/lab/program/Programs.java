package org.flowlab.lab.program;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.flowlab.sys.Folder;
import org.jspecify.annotations.Nullable;

/// Finds programs as `execvp(3)` would, to report what is missing before anything is started.
record Programs(@Nullable String path) {
    /// The kernel reads so many bytes of a script to find its interpreter (execve(2)).
    private static final int FIRST_LINE_BYTES = 256;

    /// @throws IOException if there is no such program, or it may not be run
    void require(String program) throws IOException {
        File file;
        if (program.indexOf('/') < 0) {
            file = find(program);
            if (file == null) {
                throw new IOException("there is no program \"" + program + "\" on the PATH");
            }
        } else {
            file = new File(program);
            if (!file.isFile()) {
                throw new IOException("there is no program " + file.getAbsolutePath());
            }
            if (!file.canExecute()) {
                throw new IOException(file.getAbsolutePath() + " may not be executed");
            }
        }
        requireInterpreter(file);
    }

    /// Checks the interpreter that a script names in its first line: `#!/bin/sh`.
    private static void requireInterpreter(File program) throws IOException {
        byte[] beginning = Folder.beginning(program.toPath(), FIRST_LINE_BYTES);
        String text = new String(beginning, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("#!")) {
            return;
        }
        String line = text.substring(2).split("\n", 2)[0];
        String interpreter = line.strip().split("[ \t\r]", 2)[0];
        boolean windows = line.endsWith("\r");
        // The kernel takes a carriage return for a part of the name.
        if (windows || !new File(interpreter).isFile()) {
            throw new IOException(
                    program.getAbsolutePath()
                            + " cannot be executed: the interpreter in its first line, "
                            + interpreter
                            + (windows
                                    ? ", is followed by a carriage return: save the file with Unix line ends"
                                    : ", does not exist"));
        }
    }

    /// The path of a program that the lab itself needs.
    ///
    /// @throws IOException if it is not installed
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
