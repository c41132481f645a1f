package org.flowlab.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.flowlab.topology.TrafficControl;

/// Writes traffic control with the keys and units of a topology file.
public final class TcWords {
    /// More digits than anybody writes, and fewer than the error of a fraction shows in: 0.7 % is
    /// the fraction 0.006999999999999999.
    private static final MathContext DIGITS = new MathContext(12);

    private TcWords() {}

    /// The keys whose values differ from those of a wire that does nothing to frames.
    public static Map<String, Object> of(TrafficControl tc) {
        Map<String, Object> words = new LinkedHashMap<>();
        if (!tc.delay().isZero()) {
            words.put("delay", millis(tc.delay()));
        }
        if (!tc.jitter().isZero()) {
            words.put("jitter", millis(tc.jitter()));
            words.put("distribution", tc.distribution().name().toLowerCase(Locale.ROOT));
        }
        percent("correlation", tc.correlation(), words);
        TrafficControl.GilbertElliott model = tc.lossModel();
        if (model != null) {
            Map<String, Object> values = new LinkedHashMap<>();
            percent("p", model.p(), values);
            percent("r", model.r(), values);
            percent("loss-bad", model.lossBad(), values);
            percent("loss-good", model.lossGood(), values);
            words.put("loss", Map.of("gemodel", values));
        } else {
            percent("loss", tc.loss(), words);
        }
        percent("duplicate", tc.duplicate(), words);
        percent("reorder", tc.reorder(), words);
        percent("corrupt", tc.corrupt(), words);
        if (tc.rate() != null) {
            words.put("rate", tc.rate().toString());
        }
        TrafficControl.QueueLimit limit = tc.limit();
        if (limit != null) {
            words.put("limit", limit.packets() > 0 ? "" + limit.packets() : limit.bytes() + "b");
        }
        return words;
    }

    private static String millis(Duration time) {
        return plain(BigDecimal.valueOf(time.toNanos(), 6)) + "ms";
    }

    private static void percent(String key, double fraction, Map<String, Object> to) {
        if (fraction != 0) {
            BigDecimal value = BigDecimal.valueOf(fraction).movePointRight(2).round(DIGITS);
            to.put(key, plain(value) + "%");
        }
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }
}
