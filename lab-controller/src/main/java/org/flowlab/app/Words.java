package org.flowlab.app;

/// Nouns with numbers.
final class Words {
    private Words() {}

    /// `1 trial`, `2 trials`
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
