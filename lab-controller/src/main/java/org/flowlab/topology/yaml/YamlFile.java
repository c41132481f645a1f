package org.flowlab.topology.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads a YAML file of the user's. Whatever is in the file, reading it is quick and takes little
/// memory.
public final class YamlFile {
    private static final int MOST_BYTES = 4 << 20;
    private static final int DEEPEST = 32;

    private final String name;
    private final Problems problems;
    private final YamlValue root;

    private YamlFile(String name, Problems problems, YamlValue root) {
        this.name = name;
        this.problems = problems;
        this.root = root;
    }

    /// @throws InputException where the file cannot be read or is not one YAML document
    public static YamlFile read(Path path) {
        return parse(path.toString(), bytes(path));
    }

    /// @param name in errors, in place of a file's
    public static YamlFile parse(String name, byte[] bytes) {
        String text = text(name, bytes);
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(name)
                        .setUseMarks(true)
                        .setCodePointLimit(MOST_BYTES)
                        .build();
        try {
            checkEvents(name, settings, text);
            Optional<Node> node = new Compose(settings).composeString(text);
            Problems problems = new Problems(name);
            return new YamlFile(name, problems, new YamlValue(node.orElseThrow(), "", problems));
        } catch (MarkedYamlEngineException e) {
            throw new InputException(
                    at(name, e.getProblemMark())
                            + "not YAML: "
                            + e.getProblem()
                            + (e.getContext() == null ? "" : " (" + e.getContext() + ")"));
        } catch (YamlEngineException e) {
            throw new InputException(name + ": not YAML: " + e.getMessage());
        }
    }

    public String name() {
        return name;
    }

    public YamlValue root() {
        return root;
    }

    /// What is wrong so far; getters of the file's values add to it.
    public Problems problems() {
        return problems;
    }

    private static byte[] bytes(Path path) {
        if (!Files.exists(path)) {
            throw new InputException(path + ": no such file");
        }
        if (Files.isDirectory(path)) {
            throw new InputException(path + ": is a folder; name a YAML file in it");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new InputException(
                        path
                                + ": is larger than "
                                + (MOST_BYTES >> 20)
                                + " MiB; no topology or experiment is, so this is not one");
            }
            return bytes;
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read: " + e.getMessage());
        }
    }

    private static String text(String name, byte[] bytes) {
        if (bytes.length >= 2
                && ((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff)) >= 0xFEFF
                && (bytes[0] & 0xff) >= 0xFE
                && (bytes[1] & 0xff) >= 0xFE) {
            throw new InputException(name + ": is UTF-16; save it as UTF-8");
        }
        for (int i = 0, line = 1; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                line++;
            } else if (bytes[i] == 0) {
                throw new InputException(
                        name + ":" + line + ": holds a NUL byte: a binary file, not YAML text");
            }
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new InputException(
                    name + ": is not UTF-8 text: a binary file, or saved in another encoding");
        }
    }

    /// Looks at the events before any tree is built from them: one document, no deep nesting, no
    /// aliases.
    private static void checkEvents(String name, LoadSettings settings, String text) {
        int depth = 0;
        int documents = 0;
        boolean content = false;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event.getEventId()) {
                case DocumentStart -> {
                    documents++;
                    if (documents > 1) {
                        throw new InputException(
                                at(name, event.getStartMark())
                                        + "a second document starts here; one file holds one");
                    }
                }
                case Alias ->
                        throw new InputException(
                                at(name, event.getStartMark())
                                        + "an alias (*name) stands here; they are not supported: write the value out");
                case MappingStart, SequenceStart -> {
                    depth++;
                    content = true;
                    if (depth > DEEPEST) {
                        throw new InputException(
                                at(name, event.getStartMark())
                                        + "is nested more than "
                                        + DEEPEST
                                        + " levels deep");
                    }
                }
                case MappingEnd, SequenceEnd -> depth--;
                case Scalar -> content = true;
                default -> {}
            }
        }
        if (documents == 0 || !content) {
            throw new InputException(name + ": is empty");
        }
    }

    private static String at(String name, Optional<Mark> mark) {
        return mark.map(m -> name + ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1) + ": ")
                .orElse(name + ": ");
    }
}
