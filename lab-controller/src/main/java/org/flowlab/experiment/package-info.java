/// Runs the trials of a matrix of cells, and compares their results with theory. Uses trial, store
/// and the packages below them; entry types ExperimentFile and ExperimentRunner.
@NullMarked
package org.flowlab.experiment;

import org.jspecify.annotations.NullMarked;
