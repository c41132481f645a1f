/// Runs the trials of a matrix of cells, and reports their results beside theory. Uses trial, store
/// and what is below them; entry types ExperimentFile and ExperimentRunner.
@NullMarked
package org.flowlab.experiment;

import org.jspecify.annotations.NullMarked;
