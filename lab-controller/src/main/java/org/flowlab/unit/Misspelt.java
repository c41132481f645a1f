package org.flowlab.unit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds out what a text that is no quantity was meant to be.
public final class Misspelt {
    private static final Pattern COMMA = Pattern.compile("(-?\\d+),(\\d+)([ \t]*[^\\d,]*)");

    private Misspelt() {}

    /// The advice for a number with a comma, such as `; write a decimal point, not a comma: 0.5ms`;
    /// empty if there is none. A group of three digits may be meant as thousands, so the advice
    /// then has no number.
    public static String comma(String text) {
        Matcher m = COMMA.matcher(text);
        if (!m.matches()) {
            return "";
        }
        String advice = "; write a decimal point, not a comma";
        String decimals = m.group(2);
        return decimals.length() == 3
                ? advice
                : advice + ": " + m.group(1) + "." + decimals + m.group(3);
    }
}
