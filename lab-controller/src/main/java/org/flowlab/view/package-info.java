/// Labs, runs, flows and trials as plain values for JSON. Uses experiment, bench and what is below
/// them.
@NullMarked
package org.flowlab.view;

import org.jspecify.annotations.NullMarked;
