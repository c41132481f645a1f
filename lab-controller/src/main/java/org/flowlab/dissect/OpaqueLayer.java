package org.flowlab.dissect;

import org.jspecify.annotations.Nullable;

/// A layer whose bytes are not read: it reports them as opaque.
final class OpaqueLayer implements Layer {
    private final Dissection dissection;
    private final Carriage carriage;
    private final Unread why;
    private @Nullable Teller teller;

    OpaqueLayer(Dissection dissection, Carriage carriage, Unread why) {
        this.dissection = dissection;
        this.carriage = carriage;
        this.why = why;
    }

    @Override
    public void bytes(boolean fromClient, byte[] b, int offset, int length, Trail trail) {
        teller().tell(fromClient, new Content.Opaque(length, why), trail.at(offset + length - 1));
    }

    @Override
    public void gap(boolean fromClient, String reason, Passage passage) {}

    @Override
    public void end(boolean fromClient, Passage passage) {}

    @Override
    public void close(boolean over) {}

    private Teller teller() {
        Teller known = teller;
        if (known == null) {
            known = dissection.teller(carriage, Conversation.Protocol.UNKNOWN);
            teller = known;
        }
        return known;
    }
}
