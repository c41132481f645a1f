package org.flowlab.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.mediatype.ContentAnalyserFactory;
import io.vertx.openapi.mediatype.MediaTypePredicate;
import io.vertx.openapi.mediatype.MediaTypeRegistration;
import io.vertx.openapi.mediatype.MediaTypeRegistry;
import io.vertx.openapi.mediatype.impl.DefaultMediaTypeRegistration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The contract `openapi.yaml`: which operations there are, with their parameters and answers.
final class Contract {
    /// Media types of the contract whose bodies are not JSON, or that Vert.x does not know.
    private static final String[] OPAQUE = {
        "application/yaml", "text/event-stream", "text/html", Answer.CAPTURE
    };

    private final String text;

    private Contract(String text) {
        this.text = text;
    }

    static Contract read() {
        try (InputStream in = Contract.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is missing in the jar");
            }
            return new Contract(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("read openapi.yaml", e);
        }
    }

    String text() {
        return text;
    }

    Future<OpenAPIContract> load(Vertx vertx) {
        return OpenAPIContract.builder(vertx)
                .setContract(json())
                .mediaTypeRegistry(mediaTypes())
                .build();
    }

    @SuppressWarnings("unchecked") // the contract is a mapping with text keys
    private JsonObject json() {
        Object root = new Load(LoadSettings.builder().build()).loadFromString(text);
        return new JsonObject((Map<String, Object>) root);
    }

    private static MediaTypeRegistry mediaTypes() {
        MediaTypeRegistration problem =
                new DefaultMediaTypeRegistration(
                        MediaTypePredicate.ofExactTypes(Failure.MEDIA_TYPE),
                        ContentAnalyserFactory.json());
        MediaTypeRegistration opaque =
                new DefaultMediaTypeRegistration(
                        MediaTypePredicate.ofExactTypes(OPAQUE), ContentAnalyserFactory.noop());
        return MediaTypeRegistry.createDefault().register(problem).register(opaque);
    }
}
