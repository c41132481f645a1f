package org.flowlab.lab.program;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
    @TempDir private Path folder;

    private void require(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("script"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        new Programs(folder.toString()).require("script");
        new Programs(null).require(file.toString());
    }

    @Test
    void a_script_whose_interpreter_is_there_is_a_program() {
        for (String line :
                new String[] {
                    "#!/bin/sh\n", "#! /bin/sh -e\n", "#!/bin/sh", "", "echo", "\177ELF"
                }) {
            assertThatCode(() -> require(line)).doesNotThrowAnyException();
        }
    }

    @Test
    void an_interpreter_that_is_not_there_is_named() {
        assertThatThrownBy(() -> require("#!/no/such/shell -x\n"))
                .hasMessageEndingWith(
                        "script cannot be executed: the interpreter in its first line,"
                                + " /no/such/shell, does not exist");
        assertThatThrownBy(() -> require("#!/bin/sh\r\necho\r\n"))
                .hasMessageContaining("/bin/sh, is followed by a carriage return");
    }
}
