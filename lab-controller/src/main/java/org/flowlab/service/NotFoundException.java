package org.flowlab.service;

import java.util.Collection;
import java.util.List;
import org.flowlab.yaml.Names;

/// There is no such lab, link, flow or run. The message says what there is.
public final class NotFoundException extends RuntimeException {
    public NotFoundException(String message) {
        super(message);
    }

    /// @param kind such as `lab`
    /// @param known the names that there are
    static NotFoundException of(String kind, String name, Collection<String> known) {
        return new NotFoundException(
                known.isEmpty()
                        ? "there is no " + kind + " \"" + name + "\", and no other " + kind
                        : "there is no "
                                + kind
                                + " \""
                                + name
                                + "\""
                                + Names.hint(name, List.copyOf(known)));
    }
}
