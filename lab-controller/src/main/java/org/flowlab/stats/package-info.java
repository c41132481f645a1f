/// Quantiles, confidence intervals and goodness of fit. Uses nothing of ours; entry type
/// [org.flowlab.stats.Sample].
@NullMarked
package org.flowlab.stats;

import org.jspecify.annotations.NullMarked;
