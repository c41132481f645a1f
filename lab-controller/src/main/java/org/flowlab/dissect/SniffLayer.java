package org.flowlab.dissect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the layer from the first bytes, and passes everything to it. Holds a few bytes per
/// direction until it is found.
final class SniffLayer implements Layer {
    private final Dissection dissection;
    private final Carriage carriage;
    private final List<Held> held = new ArrayList<>(2);
    private @Nullable Layer layer;

    private record Held(boolean fromClient, byte[] bytes, Passage passage) {}

    SniffLayer(Dissection dissection, Carriage carriage) {
        this.dissection = dissection;
        this.carriage = carriage;
    }

    @Override
    public void bytes(boolean fromClient, byte[] b, int offset, int length, Trail trail) {
        Layer known = layer;
        if (known == null) {
            Layers.Kind kind = sniff(fromClient, b, offset, length);
            if (kind == Layers.Kind.UNDECIDED) {
                byte[] copy = Arrays.copyOfRange(b, offset, offset + length);
                held.add(new Held(fromClient, copy, trail.at(offset + length - 1)));
                return;
            }
            known = decide(kind);
        }
        known.bytes(fromClient, b, offset, length, trail);
    }

    private Layers.Kind sniff(boolean fromClient, byte[] b, int offset, int length) {
        byte[] start = held(fromClient);
        if (start.length == 0) {
            return Layers.sniff(b, offset, length);
        }
        // Only a few bytes are held, so the first 16 new ones are enough to decide.
        int more = Math.min(length, 16);
        byte[] joined = Arrays.copyOf(start, start.length + more);
        System.arraycopy(b, offset, joined, start.length, more);
        return Layers.sniff(joined, 0, joined.length);
    }

    private byte[] held(boolean fromClient) {
        byte[] all = {};
        for (Held each : held) {
            if (each.fromClient == fromClient) {
                int size = all.length;
                all = Arrays.copyOf(all, size + each.bytes.length);
                System.arraycopy(each.bytes, 0, all, size, each.bytes.length);
            }
        }
        return all;
    }

    private Layer decide(Layers.Kind kind) {
        Layer chosen = Layers.of(kind, dissection, carriage);
        layer = chosen;
        for (Held each : held) {
            chosen.bytes(each.fromClient, each.bytes, 0, each.bytes.length, Trail.of(each.passage));
        }
        held.clear();
        return chosen;
    }

    @Override
    public void gap(boolean fromClient, String reason, Passage passage) {
        if (layer == null && held(fromClient).length > 0) {
            // The bytes that are held and those that come next are not adjacent.
            decide(Layers.Kind.UNKNOWN);
        }
        if (layer != null) {
            layer.gap(fromClient, reason, passage);
        }
    }

    @Override
    public void end(boolean fromClient, Passage passage) {
        if (layer == null && held(fromClient).length > 0) {
            decide(Layers.Kind.UNKNOWN);
        }
        if (layer != null) {
            layer.end(fromClient, passage);
        }
    }

    @Override
    public void close(boolean over) {
        if (layer == null && !held.isEmpty()) {
            decide(Layers.Kind.UNKNOWN);
        }
        Layers.close(layer, over);
    }
}
