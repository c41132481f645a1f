package org.flowlab.topology;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.flowlab.yaml.YamlValue;
import org.jspecify.annotations.Nullable;

/// Reads the kernel settings for TCP in a node's `tcp` mapping.
final class TcpReader {
    static final String CONGESTION = "congestion";
    private static final List<String> THREE_SIZES = List.of("rmem", "wmem");
    private static final Pattern ALGORITHM = Pattern.compile("[a-z0-9_]{1,15}");
    private static final Pattern SIZES = Pattern.compile("\\d{1,10} \\d{1,10} \\d{1,10}");

    /// The least and the greatest value of each setting that is a number.
    private static final Map<String, int[]> NUMBERS = new LinkedHashMap<>();

    static {
        NUMBERS.put("initial-window", new int[] {1, 1000});
        NUMBERS.put("timestamps", new int[] {0, 2});
        NUMBERS.put("sack", new int[] {0, 1});
        NUMBERS.put("window-scaling", new int[] {0, 1});
        NUMBERS.put("ecn", new int[] {0, 2});
        NUMBERS.put("fastopen", new int[] {0, 1027});
        NUMBERS.put("slow-start-after-idle", new int[] {0, 1});
        NUMBERS.put("mtu-probing", new int[] {0, 2});
        NUMBERS.put("autocorking", new int[] {0, 1});
        NUMBERS.put("early-retrans", new int[] {0, 4});
        NUMBERS.put("recovery", new int[] {0, 7});
        NUMBERS.put("reordering", new int[] {1, 300});
        NUMBERS.put("syn-retries", new int[] {1, 127});
        NUMBERS.put("synack-retries", new int[] {0, 255});
        NUMBERS.put("retries2", new int[] {0, 255});
        NUMBERS.put("fin-timeout", new int[] {1, 3600});
        NUMBERS.put("tw-reuse", new int[] {0, 2});
        NUMBERS.put("keepalive-time", new int[] {1, 32_767});
        NUMBERS.put("keepalive-intvl", new int[] {1, 32_767});
        NUMBERS.put("keepalive-probes", new int[] {1, 127});
    }

    private TcpReader() {}

    static List<String> keys() {
        List<String> keys = new java.util.ArrayList<>(List.of(CONGESTION));
        keys.addAll(NUMBERS.keySet());
        keys.addAll(THREE_SIZES);
        return keys;
    }

    /// The settings in the mapping, by their keys.
    static Map<String, String> read(@Nullable YamlValue value) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (value != null) {
            value.map(keys())
                    .forEach(
                            (key, setting) ->
                                    (NUMBERS.containsKey(key)
                                                    ? setting.quantity(text -> checked(key, text))
                                                    : setting.parsed(text -> checked(key, text)))
                                            .ifPresent(text -> settings.put(key, text)));
        }
        return settings;
    }

    private static String checked(String key, String text) {
        int[] range = NUMBERS.get(key);
        if (range != null) {
            return Integer.toString(Quantities.number(text, range[0], range[1]));
        }
        boolean sizes = THREE_SIZES.contains(key);
        if (!(sizes ? SIZES : ALGORITHM).matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + (sizes
                                    ? "\" is not three numbers of bytes: write the least, the default"
                                            + " and the most, as in \"4096 131072 6291456\""
                                    : "\" cannot be the name of a congestion control: write cubic,"
                                            + " reno or bbr"));
        }
        return text;
    }
}
