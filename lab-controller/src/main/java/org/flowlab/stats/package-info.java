/// Quantiles, confidence intervals and goodness of fit. Uses unit; entry type
/// [org.flowlab.stats.Sample].
@NullMarked
package org.flowlab.stats;

import org.jspecify.annotations.NullMarked;
