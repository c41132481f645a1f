package org.flowlab.flow;

/// The properties of a TLS session on which a flow's steps depend.
///
/// @param resumed whether an earlier session is resumed
/// @param retried whether the server asks for another key share with a Hello Retry Request (RFC
///   8446 §4.1.4), which takes one more round trip
public record Tls(Version version, boolean resumed, boolean retried) {
    public static final Tls FULL_1_2 = new Tls(Version.TLS_1_2, false);
    public static final Tls RESUMED_1_2 = new Tls(Version.TLS_1_2, true);
    public static final Tls FULL_1_3 = new Tls(Version.TLS_1_3, false);
    public static final Tls RESUMED_1_3 = new Tls(Version.TLS_1_3, true);

    public Tls(Version version, boolean resumed) {
        this(version, resumed, false);
    }

    public Tls withRetry() {
        return new Tls(version, resumed, true);
    }

    public enum Version {
        TLS_1_2("1.2"),
        TLS_1_3("1.3");

        private final String id;

        Version(String id) {
            this.id = id;
        }

        /// `1.2` or `1.3`.
        public String id() {
            return id;
        }
    }

    /// Whether the client sends a Client Key Exchange and finishes first.
    boolean exchangesKey() {
        return version == Version.TLS_1_2 && !resumed;
    }

    /// `TLS 1.3, resumed`, `TLS 1.3, retried`
    @Override
    public String toString() {
        return "TLS " + version.id() + (resumed ? ", resumed" : "") + (retried ? ", retried" : "");
    }
}
