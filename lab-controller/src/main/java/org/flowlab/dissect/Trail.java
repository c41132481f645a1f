package org.flowlab.dissect;

/// Says how the bytes of a buffer travelled. Valid while the call that was given it lasts.
interface Trail {
    /// The passage of the byte at `index` of the buffer.
    Passage at(int index);

    /// Of bytes that all became complete with one byte of what carries them, as the plaintext of a
    /// record does.
    static Trail of(Passage passage) {
        return index -> passage;
    }

    /// Like [#of], but asks for the passage only when it is needed, and once.
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
