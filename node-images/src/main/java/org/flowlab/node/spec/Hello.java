package org.flowlab.node.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The first line that a node's program says, before it is told anything. Fields that a later
/// version adds are ignored, so that every controller can tell which protocol a node speaks.
///
/// @param protocol the number of the protocol, [#PROTOCOL] for this one
/// @param build the version of the program, for people
@JsonIgnoreProperties(ignoreUnknown = true)
public record Hello(int protocol, String build) {
    /// Changes whenever a program of another version would misunderstand a line.
    public static final int PROTOCOL = 1;

    /// The hello of this version.
    public static Hello ofThisBuild() {
        try (InputStream text =
                Objects.requireNonNull(Hello.class.getResourceAsStream("build.txt"))) {
            return new Hello(
                    PROTOCOL, new String(text.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("read the version of this build", e);
        }
    }
}
