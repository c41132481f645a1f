package org.flowlab.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// The numbers of YAML 1.2's core schema (§10.3.2).
final class PlainNumber {
    /// `010` is 8 to YAML 1.1 and 10 to YAML 1.2: nobody knows what was meant.
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");

    /// Zeros that a number may be written with at either end.
    private static final int MOST_DIGITS = 40;

    private PlainNumber() {}

    /// The number in plain decimal digits; `text` itself if the scalar is in quotes, is no number,
    /// or is one that no key takes.
    static String of(Node node, String text) {
        if (!(node instanceof ScalarNode scalar) || scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return text;
        }
        if (scalar.getTag().equals(Tag.INT) && !LEADING_ZERO.matcher(text).matches()) {
            return text.startsWith("0x")
                    ? new BigInteger(text.substring(2), 16).toString()
                    : text.startsWith("0o")
                            ? new BigInteger(text.substring(2), 8).toString()
                            : new BigInteger(text).toString();
        }
        if (scalar.getTag().equals(Tag.FLOAT) && text.matches("[-+.0-9eE]+")) {
            return plain(text);
        }
        return text;
    }

    private static String plain(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return number.signum() == 0
                    ? "0"
                    : Math.abs((long) number.scale()) > MOST_DIGITS
                            ? text
                            : number.stripTrailingZeros().toPlainString();
        } catch (ArithmeticException | NumberFormatException e) {
            return text; // an exponent that no number of Java's has
        }
    }
}
