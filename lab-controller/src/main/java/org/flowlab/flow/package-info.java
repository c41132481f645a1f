/// The flows as data, and the judging of runs: sightings become a ledger of steps, a verdict, and
/// times beside theory. *The source* is the description that the catalogue follows, word by word.
/// Uses unit; entry types Catalogue and Run.
@NullMarked
package org.flowlab.flow;

import org.jspecify.annotations.NullMarked;
