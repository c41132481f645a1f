package org.flowlab.flow;

import java.util.Locale;

/// A part of a flow, with the source's colour for it.
public enum Phase {
    /// Communication with the proxy is set up.
    PROXY("blue"),
    /// A TLS tunnel through the proxy is set up.
    TUNNEL("purple"),
    /// The origin answers the request. A flow without a proxy consists of this phase alone.
    ORIGIN("green");

    private final String colour;

    Phase(String colour) {
        this.colour = colour;
    }

    public String colour() {
        return colour;
    }

    /// Its name in files: `proxy`, `tunnel`, `origin`.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
