package org.flowlab.dissect;

/// Why a TCP receiver ignores a segment that reached it. The rules are those of Linux: RFC 9293
/// §3.10.7, RFC 5961 and RFC 7323 §5.
public enum Refusal {
    WRONG_CHECKSUM("wrong checksum"),
    OUTSIDE_WINDOW("outside the receiver's window"),
    ZERO_WINDOW("the receiver's window is closed"),
    OLD_TIMESTAMP("its timestamp is older than the last one"),
    /// RFC 5961 §3.2; the receiver answers with a challenge ACK.
    RESET_OUT_OF_SEQUENCE("a reset counts only with the next sequence number"),
    /// RFC 9293 §3.10.7.3: a reset that answers a SYN must acknowledge it.
    RESET_WITHOUT_ACK("a reset counts only if it acknowledges the SYN"),
    /// RFC 5961 §4.2; the receiver answers with a challenge ACK.
    SYN_IN_CONNECTION("the connection is open"),
    NO_ACK("it has no ACK flag"),
    ACKNOWLEDGES_UNSENT("it acknowledges bytes that were never sent"),
    /// RFC 5961 §5.2.
    ACKNOWLEDGES_TOO_OLD("it acknowledges bytes of too long ago");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    /// The reason as a phrase.
    public String text() {
        return text;
    }
}
