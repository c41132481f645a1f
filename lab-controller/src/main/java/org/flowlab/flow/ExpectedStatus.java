package org.flowlab.flow;

import java.util.OptionalInt;

/// The HTTP status that the answer to the client must have.
///
/// @param only the one that counts; if empty, every 2xx counts
public record ExpectedStatus(OptionalInt only) {
    public static final ExpectedStatus SUCCESS = new ExpectedStatus(OptionalInt.empty());

    /// Whether an answer with `status` counts.
    public boolean accepts(int status) {
        return only.isPresent() ? status == only.getAsInt() : status >= 200 && status <= 299;
    }

    /// `2xx` or `404`
    @Override
    public String toString() {
        return only.isPresent() ? Integer.toString(only.getAsInt()) : "2xx";
    }
}
