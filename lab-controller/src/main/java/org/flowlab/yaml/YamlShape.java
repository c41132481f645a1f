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

/// Looks at a file's events before a tree is built of them: one document, not deep, not many values
/// even when each alias is written out, no tags.
final class YamlShape {
    static final int DEEPEST = 32;
    static final int MOST_VALUES = 200_000;

    private static final int OPEN = -1;

    private final String name;
    private final Map<Anchor, Integer> sizes = new HashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private int documents;
    private Optional<Mark> end = Optional.empty();

    /// A collection that has not ended: how many values are in it so far, itself included.
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

    /// @param name of the file, for errors
    static void check(String name, Iterable<Event> events) {
        YamlShape shape = new YamlShape(name);
        try {
            events.forEach(shape::event);
        } catch (InputException | MarkedYamlEngineException e) {
            throw e;
        } catch (YamlVersionException e) {
            throw new InputException(
                    name + ":1:1: YAML 1.2 is what is read; write %YAML 1.2, or nothing");
        } catch (RuntimeException e) { // the parser's own slips too, as on "\UFFFFFFFF"
            throw new InputException(
                    YamlFile.at(name, shape.end) + "what follows is not YAML: " + e.getMessage());
        }
        if (shape.open.element().size == 1) {
            throw new InputException(
                    name
                            + ":1:1: nothing is written here; a topology or an experiment is expected");
        }
    }

    private void event(Event event) {
        if (event instanceof NodeEvent node && hasTag(node)) {
            throw error(event, "a tag (!…) stands here; write the value without it");
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
                    throw error(event, "a second document starts here; one file holds one");
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
            throw error(alias, "there is no &" + alias.getAlias() + " before this *");
        }
        if (size == OPEN) {
            throw error(alias, "*" + alias.getAlias() + " stands within the value that it names");
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
                            + " values up to here (each *alias counts for all that it names)");
        }
    }

    private InputException error(Event event, String problem) {
        return new InputException(YamlFile.at(name, event.getStartMark()) + problem);
    }
}
