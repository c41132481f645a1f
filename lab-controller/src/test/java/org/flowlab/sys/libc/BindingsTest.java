package org.flowlab.sys.libc;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BindingsTest {
    private static final int NEWEST_MINOR = 34;

    private static Set<String> functions() {
        return Stream.of(LibC.class, HotCalls.class)
                .flatMap(c -> Stream.of(c.getDeclaredMethods()))
                .map(Method::getName)
                .filter(name -> !Set.of("get", "call", "find").contains(name))
                .filter(name -> !name.contains("$"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_function_that_is_bound_is_called() {
        JavaClasses classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.flowlab");
        Set<String> unused = new TreeSet<>();
        for (Class<?> binding : List.of(LibC.class, HotCalls.class)) {
            JavaClass owner = classes.get(binding);
            for (JavaMethod method : owner.getMethods()) {
                boolean called =
                        method.getAccessesToSelf().stream()
                                .anyMatch(access -> !access.getOriginOwner().equals(owner));
                if (!called && functions().contains(method.getName())) {
                    unused.add(binding.getSimpleName() + "." + method.getName());
                }
            }
        }
        unused.remove("LibC.openat"); // what LibC.open calls
        assertThat(unused).isEmpty();
        assertThat(functions()).contains("setns", "ppoll");
    }

    /// The symbols' own versions tell: every glibc exports those that the older ones had.
    @Test
    @Tag("tool")
    void no_function_needs_a_glibc_newer_than_2_34() throws Exception {
        String symbols = symbols();
        for (String name : functions()) {
            Matcher m =
                    Pattern.compile(" " + name + "@@GLIBC_2\\.(\\d+)(?:\\.\\d+)?\n")
                            .matcher(symbols);
            assertThat(m.find()).as("glibc exports %s", name).isTrue();
            assertThat(Integer.parseInt(m.group(1))).as(name).isLessThanOrEqualTo(NEWEST_MINOR);
        }
    }

    private static String symbols() throws IOException, InterruptedException {
        Path libc =
                Files.readAllLines(Path.of("/proc/self/maps")).stream()
                        .filter(line -> line.endsWith("/libc.so.6"))
                        .map(line -> Path.of(line.substring(line.indexOf('/'))))
                        .findFirst()
                        .orElse(null);
        Assumptions.assumeTrue(libc != null, "skipped: this C library is not glibc");
        Process nm;
        try {
            nm =
                    new ProcessBuilder("nm", "-D", "--with-symbol-versions", libc + "")
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            return Assumptions.abort("skipped: nm(1) is not installed");
        }
        String output = new String(nm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(nm.waitFor()).as(output).isZero();
        return output;
    }
}
