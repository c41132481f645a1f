package org.flowlab.store;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The comment of a trial's first frame in a capture: `trial 12: https-proxy.http`, and if
/// connections were set up first, `trial 12: https-proxy.http; it begins 41.230000 ms after this
/// frame`. Notes about the frame may follow.
public final class TrialComment {
    private static final Pattern NUMBER = Pattern.compile("trial (\\d{1,18}): .*", Pattern.DOTALL);
    private static final Pattern BEGIN =
            Pattern.compile(
                    ".*?; it begins (\\d{1,12})\\.(\\d{6}) ms after this frame.*", Pattern.DOTALL);
    private static final long MILLI = 1_000_000;

    private TrialComment() {}

    /// @param number from 1
    /// @param afterNanos how long after its first frame the trial begins
    public static String of(long number, String flow, long afterNanos) {
        String trial = "trial " + number + ": " + flow;
        return afterNanos <= 0
                ? trial
                : trial
                        + String.format(
                                Locale.ROOT,
                                "; it begins %d.%06d ms after this frame",
                                afterNanos / MILLI,
                                afterNanos % MILLI);
    }

    /// The trial's number; empty if the comment is none of a trial's first frame.
    static OptionalLong number(String comment) {
        Matcher number = NUMBER.matcher(comment);
        return number.matches()
                ? OptionalLong.of(Long.parseLong(number.group(1)))
                : OptionalLong.empty();
    }

    /// How long after its first frame a trial begins, in nanoseconds; 0 if the comment does not
    /// say.
    static long afterNanos(String comment) {
        Matcher begin = BEGIN.matcher(comment);
        return begin.matches()
                ? Long.parseLong(begin.group(1)) * MILLI + Long.parseLong(begin.group(2))
                : 0;
    }
}
