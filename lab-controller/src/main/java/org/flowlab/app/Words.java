package org.flowlab.app;

/// Words that go with numbers.
final class Words {
    private Words() {}

    /// `1 trial`, `2 trials`
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
