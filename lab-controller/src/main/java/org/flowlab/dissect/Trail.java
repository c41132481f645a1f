package org.flowlab.dissect;

/// Says how the bytes of a buffer travelled. Valid only during the call to which it is passed.
interface Trail {
    /// The passage of the byte at `index` of the buffer.
    Passage at(int index);

    /// A trail of bytes that all have the same passage, as the plaintext of one record does: the
    /// record opens when its last byte arrives.
    static Trail of(Passage passage) {
        return index -> passage;
    }

    /// A trail of bytes that all have the passage of `outer` at `index`. Asks for it once, and only
    /// when it is needed.
    static Trail of(Trail outer, int index) {
        return new Once(outer, index);
    }

    final class Once implements Trail {
        private final Trail outer;
        private final int at;
        private @org.jspecify.annotations.Nullable Passage passage;

        Once(Trail outer, int at) {
            this.outer = outer;
            this.at = at;
        }

        @Override
        public Passage at(int index) {
            Passage known = passage;
            if (known == null) {
                known = outer.at(at);
                passage = known;
            }
            return known;
        }
    }
}
