/// Holds runs, flows, trials and bench results as plain values for JSON. Uses experiment, bench and
/// the packages below them; entry types RunView, FlowViews, TrialView and BenchView.
@NullMarked
package org.flowlab.view;

import org.jspecify.annotations.NullMarked;
