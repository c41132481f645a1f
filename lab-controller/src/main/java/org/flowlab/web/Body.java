package org.flowlab.web;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.flowlab.view.Json;
import org.flowlab.yaml.InputException;
import org.flowlab.yaml.YamlFile;
import org.flowlab.yaml.YamlValue;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

/// Reads the body of a request. JSON is read as YAML, so that each problem has its line and column.
final class Body {
    static final String NAME = "the request's body";

    private Body() {}

    /// Reads a JSON object.
    ///
    /// @throws Refusal if the body is not JSON
    static YamlFile json(Request request) {
        requireType(request, "application/json");
        if (request.body().length == 0) {
            throw new Refusal(400, NAME + " is empty; send a JSON object");
        }
        try {
            YamlFile file = YamlFile.parse(NAME, request.body());
            Json.check(request.body());
            return file;
        } catch (InputException e) {
            throw new Refusal(400, whyNotJson(request, e));
        } catch (JacksonException e) {
            throw new Refusal(400, words(e));
        }
    }

    private static String whyNotJson(Request request, InputException yaml) {
        try {
            Json.check(request.body());
            return String.valueOf(yaml.getMessage()).replace("not YAML", "not JSON");
        } catch (StreamConstraintsException e) {
            return String.valueOf(yaml.getMessage()); // it says which limit of ours it exceeds
        } catch (JacksonException e) {
            return words(e);
        }
    }

    private static String words(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
        return NAME + place + ": not JSON: " + e.getOriginalMessage().replaceFirst("\n.*", "");
    }

    /// The entries of a JSON object.
    static Map<String, YamlValue> entries(YamlFile file, Collection<String> allowed) {
        return file.root().map(allowed);
    }

    /// An entry; empty if it is missing or `null`.
    static Optional<YamlValue> value(Map<String, YamlValue> entries, String key) {
        return Optional.ofNullable(entries.get(key)).filter(value -> !value.isNull());
    }

    /// The text of an entry; empty if it is missing or `null`.
    static Optional<String> text(Map<String, YamlValue> entries, String key) {
        return value(entries, key).flatMap(YamlValue::text);
    }

    /// Reads a seed.
    static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number of 64 bits");
        }
    }

    /// @throws Refusal if the body has another media type. A page of another origin can send only
    ///   few types without asking first, and these are not among them.
    static void requireType(Request request, String type) {
        String sent = Optional.ofNullable(request.headers().get("content-type")).orElse("");
        String plain = sent.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (!plain.equals(type)) {
            throw new Refusal(
                    415,
                    "the body's type must be "
                            + type
                            + ", not "
                            + (plain.isEmpty() ? "unknown" : plain)
                            + "; send the header Content-Type: "
                            + type);
        }
    }
}
