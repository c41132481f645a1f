/// Measures of the lab's parts together: how fast captures are dissected. Uses dissect, wire,
/// node.tls; entry type DissectBench.
@NullMarked
package org.flowlab.lab.bench;

import org.jspecify.annotations.NullMarked;
