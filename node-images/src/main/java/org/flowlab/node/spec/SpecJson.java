package org.flowlab.node.spec;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.reflect.AnnotatedType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/// Converts the lines between a controller and a node to JSON and back, one value per line. `type`
/// names the kind of command or event: `{"type":"fetch","id":1,…}`. Every field is required unless
/// it is nullable. An unknown field is an error.
public final class SpecJson {
    private static final JsonMapper MAPPER = mapper();

    private SpecJson() {}

    /// Writes one line, without its line end.
    public static String write(NodeSpec spec) {
        return MAPPER.writeValueAsString(spec);
    }

    public static String write(Hello hello) {
        return MAPPER.writeValueAsString(hello);
    }

    public static String write(Start start) {
        return MAPPER.writeValueAsString(start);
    }

    public static String write(Command command) {
        return MAPPER.writerFor(Command.class).writeValueAsString(command);
    }

    public static String write(Event event) {
        return MAPPER.writerFor(Event.class).writeValueAsString(event);
    }

    /// @throws IllegalArgumentException with a message for people, if it is not a specification
    public static NodeSpec spec(String line) {
        return read("node specification", line, NodeSpec.class);
    }

    /// @throws IllegalArgumentException with a message for people, if it is not a hello
    public static Hello hello(String line) {
        return read("hello", line, Hello.class);
    }

    /// @throws IllegalArgumentException with a message for people, if it does not start a node
    public static Start start(String line) {
        return read("node specification", line, Start.class);
    }

    /// @throws IllegalArgumentException with a message for people, if it is not a command
    public static Command command(String line) {
        return read("command", line, Command.class);
    }

    /// @throws IllegalArgumentException with a message for people, if it is not an event
    public static Event event(String line) {
        return read("event", line, Event.class);
    }

    private static <T> T read(String what, String line, Class<T> type) {
        @Nullable T value;
        try {
            value = MAPPER.readValue(line, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "%s: %s%s".formatted(what, e.getOriginalMessage(), place(e)), e);
        }
        if (value == null) {
            throw new IllegalArgumentException(what + ": a JSON object expected, found null");
        }
        return value;
    }

    /// The place of an error in the line, for a message.
    private static String place(JacksonException e) {
        return e.getLocation() == null ? "" : " (column " + e.getLocation().getColumnNr() + ")";
    }

    private static JsonMapper mapper() {
        return JsonMapper.builder()
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .annotationIntrospector(new RequiredUnlessNullable())
                .addMixIn(Command.class, Named.class)
                .addMixIn(Event.class, Named.class)
                .registerSubtypes(names(Command.class))
                .registerSubtypes(names(Event.class))
                .build();
    }

    private static NamedType[] names(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .map(type -> new NamedType(type, lowerFirst(type.getSimpleName())))
                .toArray(NamedType[]::new);
    }

    private static String lowerFirst(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface Named {}

    /// Makes every field required unless its type is `@Nullable`.
    private static final class RequiredUnlessNullable extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            return member instanceof AnnotatedParameter parameter
                    ? (Boolean) !isNullable(parameter)
                    : super.hasRequiredMarker(config, member);
        }

        @Override
        public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
            return annotated instanceof AnnotatedParameter parameter && !isNullable(parameter)
                    ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
                    : super.findSetterInfo(config, annotated);
        }

        private static boolean isNullable(AnnotatedParameter parameter) {
            if (!(parameter.getOwner().getAnnotated()
                    instanceof java.lang.reflect.Executable owner)) {
                return true;
            }
            AnnotatedType[] types = owner.getAnnotatedParameterTypes();
            return parameter.getIndex() >= types.length
                    || types[parameter.getIndex()].isAnnotationPresent(Nullable.class);
        }
    }
}
