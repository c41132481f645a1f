package org.flowlab.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A change of a link, as JSON to send to a controller.
///
/// @param up false cuts the link; null leaves it as it is
/// @param tc the keys to change, with values as in a topology file; null for none
/// @param direction of `tc`: `both`, `forward` or `reverse`; null for both
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LinkChangeView(
        @Nullable Boolean up, @Nullable Map<String, Object> tc, @Nullable String direction) {}
