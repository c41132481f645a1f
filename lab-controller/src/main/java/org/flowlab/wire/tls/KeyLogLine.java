package org.flowlab.wire.tls;

import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A line of an NSS key log (draft-ietf-tls-keylogfile): what a secret is for, the client random of
/// its session, and the secret.
///
/// @param label `CLIENT_RANDOM` (a master secret) or one of TLS 1.3's `…_TRAFFIC_SECRET…`
/// @param clientRandom 64 lower-case hex digits
public record KeyLogLine(String label, String clientRandom, byte[] secret) {
    private static final int MAX_SECRET_DIGITS = 256;

    /// Parses `line`; null if it is a comment, is empty or does not have the format.
    public static @Nullable KeyLogLine parse(String line) {
        String[] words = line.strip().split("[ \\t]+", 4);
        if (words.length != 3 || words[0].startsWith("#")) {
            return null;
        }
        String secret = words[2];
        if (words[1].length() != 64
                || secret.isEmpty()
                || secret.length() > MAX_SECRET_DIGITS
                || secret.length() % 2 != 0
                || !isHex(words[1])
                || !isHex(secret)) {
            return null;
        }
        return new KeyLogLine(
                words[0], words[1].toLowerCase(Locale.ROOT), HexFormat.of().parseHex(secret));
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(HexFormat::isHexDigit);
    }
}
