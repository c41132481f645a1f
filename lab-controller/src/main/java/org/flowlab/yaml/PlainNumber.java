package org.flowlab.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads the numbers of YAML 1.2's core schema (§10.3.2).
final class PlainNumber {
    /// `010` is 8 in YAML 1.1 and 10 in YAML 1.2, so it is left as it is written, and refused.
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");

    /// The most digits before or after the decimal point that an exponent may stand for.
    private static final int MOST_DIGITS = 40;

    private PlainNumber() {}

    /// The number in plain decimal digits: `16` for `0x10`. Returns `text` itself if the scalar is
    /// in quotes or is not a number, or if the number is too large or too small for any key.
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
            return text; // the exponent is too large for Java
        }
    }
}
