package org.flowlab.yaml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/// Checks the parser's events before a tree is built from them: there must be one document and no
/// tags, and the depth and the number of values are bounded. Each alias counts for all the values
/// that it stands for.
final class YamlShape {
    static final int DEEPEST = 32;
    static final int MOST_VALUES = 200_000;

    private static final int OPEN = -1;

    private final String name;
    private final Map<Anchor, Integer> sizes = new HashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private int documents;
    private Optional<Mark> end = Optional.empty();

    /// A collection that has not ended. Its size is the number of values in it so far, itself
    /// included.
    private static final class Open {
        final Optional<Anchor> anchor;
        int size = 1;

        Open(Optional<Anchor> anchor) {
            this.anchor = anchor;
        }
    }

    private YamlShape(String name) {
        this.name = name;
        open.push(new Open(Optional.empty()));
    }

    /// Checks the events of a file.
    ///
    /// @param name the file's name, for messages
    /// @throws InputException if they are not one YAML document within the bounds
    static void check(String name, Iterable<Event> events) {
        YamlShape shape = new YamlShape(name);
        try {
            events.forEach(shape::event);
        } catch (InputException | MarkedYamlEngineException e) {
            throw e;
        } catch (YamlVersionException e) {
            throw new InputException(
                    name + ":1:1: this is not YAML 1.2; write %YAML 1.2, or remove the line");
        } catch (RuntimeException e) { // a bug of the parser, as with "\UFFFFFFFF"
            throw new InputException(
                    YamlFile.at(name, shape.end)
                            + "the text after this place is not YAML: "
                            + e.getMessage());
        }
        if (shape.open.element().size == 1) {
            throw new InputException(
                    name + ":1:1: the file is empty; a topology or an experiment is expected");
        }
    }

    private void event(Event event) {
        if (event instanceof NodeEvent node && hasTag(node)) {
            throw error(event, "tags (!…) are not allowed; write the value without it");
        }
        end = event.getEndMark();
        switch (event) {
            case AliasEvent alias -> add(alias, sizeOf(alias));
            case ScalarEvent scalar -> {
                if (!(isNothing(scalar) && open.size() == 1)) {
                    add(scalar, 1);
                }
                scalar.getAnchor().ifPresent(anchor -> sizes.put(anchor, 1));
            }
            case CollectionStartEvent start -> start(start);
            default -> other(event);
        }
    }

    private static boolean hasTag(NodeEvent event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getTag().isPresent();
            case CollectionStartEvent start -> start.getTag().isPresent();
            default -> false;
        };
    }

    private static boolean isNothing(ScalarEvent scalar) {
        return scalar.isPlain() && scalar.getValue().isEmpty();
    }

    private void other(Event event) {
        switch (event.getEventId()) {
            case DocumentStart -> {
                documents++;
                if (documents > 1) {
                    throw error(event, "a second document starts here; a file has one document");
                }
            }
            case MappingEnd, SequenceEnd -> {
                Open ended = open.pop();
                ended.anchor.ifPresent(anchor -> sizes.put(anchor, ended.size));
                add(event, ended.size);
            }
            default -> {}
        }
    }

    private void start(CollectionStartEvent start) {
        start.getAnchor().ifPresent(anchor -> sizes.put(anchor, OPEN));
        open.push(new Open(start.getAnchor()));
        if (open.size() - 1 > DEEPEST) {
            throw error(start, "this is nested more than " + DEEPEST + " levels deep");
        }
    }

    private int sizeOf(AliasEvent alias) {
        Integer size = sizes.get(alias.getAlias());
        if (size == null) {
            throw error(
                    alias,
                    "there is no &" + alias.getAlias() + " before this *" + alias.getAlias());
        }
        if (size == OPEN) {
            throw error(alias, "*" + alias.getAlias() + " is inside the value that it stands for");
        }
        return size;
    }

    private void add(Event event, int size) {
        Open around = open.element();
        around.size += size;
        if (around.size > MOST_VALUES) {
            throw error(
                    event,
                    "there are more than "
                            + MOST_VALUES
                            + " values up to here (each *alias counts for all values that it stands"
                            + " for)");
        }
    }

    private InputException error(Event event, String problem) {
        return new InputException(YamlFile.at(name, event.getStartMark()) + problem);
    }
}
