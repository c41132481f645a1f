/// The command line: main, commands, what a terminal shows. Uses everything.
@NullMarked
package org.flowlab.app;

import org.jspecify.annotations.NullMarked;
