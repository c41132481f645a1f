package org.flowlab.dissect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bytes that a CONNECT carries. Bytes that the client sends before the answer are held: they
/// belong to the tunnel only if the answer is a success.
final class Tunnel {
    /// About how many bytes an empty tunnel takes.
    static final int COST = 1024;

    private static final int MAX_HELD = 256 * 1024;

    private final Dissection dissection;
    private final Carriage carriage;
    private final List<Held> held = new ArrayList<>(0);
    private @Nullable Layer layer;
    private int heldBytes;
    private int accounted;
    private boolean clientEnded;
    private boolean serverEnded;

    /// Bytes that the client sent before the answer. No bytes stand for the end of its direction.
    record Held(byte[] bytes, Passage passage) {}

    Tunnel(Dissection dissection, Carriage carriage) {
        this.dissection = dissection;
        this.carriage = carriage;
    }

    boolean isOpen() {
        return layer != null;
    }

    /// Whether both directions have ended.
    boolean isOver() {
        return clientEnded && serverEnded;
    }

    void bytes(boolean fromClient, byte[] b, int offset, int length, Trail trail) {
        Layer open = layer;
        if (open == null && fromClient) {
            if (hold(b, offset, length, trail)) {
                return;
            }
            // A client that waits for an answer does not send this much, so the tunnel must be
            // open.
            open = open();
        }
        if (open != null) {
            open.bytes(fromClient, b, offset, length, trail);
        }
    }

    private boolean hold(byte[] b, int offset, int length, Trail trail) {
        int cost = length + 64;
        if (heldBytes + cost > MAX_HELD || !dissection.hold(cost)) {
            return false;
        }
        accounted += cost;
        heldBytes += cost;
        byte[] copy = Arrays.copyOfRange(b, offset, offset + length);
        held.add(new Held(copy, trail.at(offset + length - 1)));
        return true;
    }

    /// Opens the tunnel, after an answer that is a success.
    Layer open() {
        Layer opened = layer;
        if (opened == null) {
            opened = Layers.of(Layers.Kind.UNDECIDED, dissection, carriage);
            layer = opened;
            for (Held each : refuse()) {
                if (each.bytes.length == 0) {
                    opened.end(true, each.passage);
                } else {
                    opened.bytes(true, each.bytes, 0, each.bytes.length, Trail.of(each.passage));
                }
            }
        }
        return opened;
    }

    /// Returns and removes the bytes that were held; after another answer, they do not belong to
    /// the tunnel.
    List<Held> refuse() {
        List<Held> all = List.copyOf(held);
        held.clear();
        heldBytes = 0;
        dissection.release(accounted);
        accounted = 0;
        return all;
    }

    void gap(boolean fromClient, String reason, Passage passage) {
        Layer open = layer;
        if (open == null && fromClient && !held.isEmpty()) {
            // The bytes that are held and those that come next are not adjacent.
            open = open();
        }
        if (open != null) {
            open.gap(fromClient, reason, passage);
        }
    }

    /// Ends one direction; a second call does nothing.
    void end(boolean fromClient, Passage passage) {
        if (fromClient ? clientEnded : serverEnded) {
            return;
        }
        if (fromClient) {
            clientEnded = true;
        } else {
            serverEnded = true;
        }
        if (layer != null) {
            layer.end(fromClient, passage);
        } else if (fromClient) {
            held.add(new Held(new byte[0], passage));
        }
    }

    /// @param over as for [Layer#close]
    void close(boolean over) {
        refuse();
        Layers.close(layer, over);
    }
}
