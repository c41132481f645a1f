/// Runs one flow once on a lab, and judges what the wire carried. Uses observe, lab and what is
/// below them; entry type TrialRunner.
@NullMarked
package org.flowlab.trial;

import org.jspecify.annotations.NullMarked;
