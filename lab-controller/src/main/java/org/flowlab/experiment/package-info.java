/// A matrix of cells, its trials, and their results with theory beside measurement. Uses store, lab
/// and what is below them.
@NullMarked
package org.flowlab.experiment;

import org.jspecify.annotations.NullMarked;
