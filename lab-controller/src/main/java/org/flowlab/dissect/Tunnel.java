package org.flowlab.dissect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bytes that a CONNECT carries. What the client sends before the answer is held: it is the
/// tunnel's if the answer is success.
final class Tunnel {
    /// What one costs while it is empty, about.
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

    /// Bytes, or the end where there are none.
    record Held(byte[] bytes, Passage passage) {}

    Tunnel(Dissection dissection, Carriage carriage) {
        this.dissection = dissection;
        this.carriage = carriage;
    }

    boolean isOpen() {
        return layer != null;
    }

    /// Both directions have ended.
    boolean isOver() {
        return clientEnded && serverEnded;
    }

    void bytes(boolean fromClient, byte[] b, int offset, int length, Trail trail) {
        Layer open = layer;
        if (open == null && fromClient) {
            if (hold(b, offset, length, trail)) {
                return;
            }
            // So much is not sent by a client that waits.
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

    /// The answer was success.
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

    /// The answer was no success: what was held is not the tunnel's.
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
            // What is held and what comes next are not neighbours.
            open = open();
        }
        if (open != null) {
            open.gap(fromClient, reason, passage);
        }
    }

    /// Reported a second time, it means nothing.
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

    /// @param over as of [Layer#close]
    void close(boolean over) {
        refuse();
        Layers.close(layer, over);
    }
}
