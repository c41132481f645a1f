package org.flowlab.node.role;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.regex.Pattern;

/// The Max-Forwards header: the number of hops that an OPTIONS or a TRACE may still take (RFC 9110
/// §7.6.2). It has no meaning for other methods.
final class MaxForwards {
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final int MOST = 1_000_000;

    private MaxForwards() {}

    /// Counts this hop.
    ///
    /// @return false if no hop is left, so that the proxy itself answers
    static boolean take(HttpRequest request) throws Destination.BadRequest {
        HttpMethod method = request.method();
        List<String> values = request.headers().getAll(HttpHeaderNames.MAX_FORWARDS);
        if (values.isEmpty()
                || !(method.equals(HttpMethod.OPTIONS) || method.equals(HttpMethod.TRACE))) {
            return true;
        }
        String value = values.getFirst().strip();
        if (values.size() > 1 || !DIGITS.matcher(value).matches()) {
            throw new Destination.BadRequest("Max-Forwards " + values + " is not one number");
        }
        String number = value.replaceFirst("^0+(?=.)", "");
        boolean large = number.length() > String.valueOf(MOST).length();
        int left = large ? MOST : Math.min(MOST, Integer.parseInt(number));
        if (left > 0) {
            request.headers().set(HttpHeaderNames.MAX_FORWARDS, left - 1);
        }
        return left > 0;
    }
}
