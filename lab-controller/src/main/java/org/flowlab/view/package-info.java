/// Holds labs, runs, flows, trials and bench results as plain values for JSON. Uses service,
/// experiment, bench and the packages below them; entry types LabView, RunView, FlowViews,
/// TrialView, BenchView and ProblemView.
@NullMarked
package org.flowlab.view;

import org.jspecify.annotations.NullMarked;
