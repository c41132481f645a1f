/// Quantiles, intervals with stated confidence, paired differences. Uses unit; entry type
/// [org.flowlab.stats.Sample].
@NullMarked
package org.flowlab.stats;

import org.jspecify.annotations.NullMarked;
