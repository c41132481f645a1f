package org.flowlab.yaml;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// A YAML file of the user. Reading it is quick and takes little memory, whatever it contains.
public final class YamlFile {
    /// YAML 1.2's core schema. It does not merge `<<`: [YamlValue] does, and keeps the places.
    private static final CoreSchema SCHEMA =
            new CoreSchema() {
                @Override
                public ScalarResolver getScalarResolver() {
                    return new CoreScalarResolver(false);
                }
            };

    private final String name;
    private final Problems problems;
    private final YamlValue root;

    private YamlFile(String name, Problems problems, YamlValue root) {
        this.name = name;
        this.problems = problems;
        this.root = root;
    }

    /// Reads a file.
    ///
    /// @throws InputException if the file cannot be read or is not one YAML document
    public static YamlFile read(Path path) {
        return parse(path.toString(), YamlText.read(path));
    }

    /// Reads a YAML document from bytes.
    ///
    /// @param name used in messages instead of a file's name
    /// @throws InputException if the bytes are not one YAML document
    public static YamlFile parse(String name, byte[] bytes) {
        if (bytes.length > YamlText.MOST_BYTES) {
            throw new InputException(name + ": is larger than " + YamlText.MOST_BYTES + " bytes");
        }
        String text = YamlText.of(name, bytes);
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(name)
                        .setUseMarks(true)
                        .setSchema(SCHEMA)
                        .setAllowNonScalarKeys(true) // YamlValue refuses them with their place
                        .setCodePointLimit(YamlText.MOST_BYTES)
                        // With a smaller buffer the parser reads a long word again for each part.
                        .setBufferSize(text.length() + 1)
                        .build();
        Problems problems = new Problems(name);
        return new YamlFile(
                name, problems, new YamlValue(root(name, settings, text), "", problems));
    }

    private static Node root(String name, LoadSettings settings, String text) {
        try {
            YamlShape.check(name, new Parse(settings).parseString(text));
            return new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new InputException(name + ": is empty"));
        } catch (InputException e) {
            throw e;
        } catch (MarkedYamlEngineException e) {
            throw new InputException(
                    at(name, e.getProblemMark())
                            + "not YAML: "
                            + reason(e)
                            + lookalike(text, e.getProblemMark()));
        } catch (RuntimeException e) { // a bug of the parser, as with "\UFFFFFFFF"
            throw new InputException(name + ": not YAML: " + e.getMessage());
        }
    }

    /// Names the nearest look-alike in the line of a syntax error or the line before: the parser
    /// cannot explain errors that a look-alike of a quote or a space makes. Empty if there is none.
    private static String lookalike(String text, Optional<Mark> fault) {
        List<String> lines = text.lines().toList();
        int line = fault.map(Mark::getLine).orElse(-1);
        for (int i = Math.min(line, lines.size() - 1); i >= Math.max(0, line - 1); i--) {
            int at = Lookalikes.first(lines.get(i));
            if (at >= 0) {
                return Lookalikes.note(lines.get(i))
                        + " (line "
                        + (i + 1)
                        + ", column "
                        + (lines.get(i).codePointCount(0, at) + 1)
                        + ")";
            }
        }
        return "";
    }

    private static String reason(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("\\t(TAB)")) {
            return "a tab stands here; indent with spaces";
        }
        return problem + (e.getContext() == null ? "" : " (" + e.getContext() + ")");
    }

    public String name() {
        return name;
    }

    public YamlValue root() {
        return root;
    }

    /// The problems found so far; getters of the file's values add more.
    public Problems problems() {
        return problems;
    }

    /// The beginning of a message: `file:line:column: `.
    static String at(String name, Optional<Mark> mark) {
        return mark.map(m -> name + ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1) + ": ")
                .orElse(name + ": ");
    }
}
