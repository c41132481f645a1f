/// Measures the controller for `./lab bench --only controller`. Uses bench, web and service; entry
/// type ControllerPart.
@NullMarked
package org.flowlab.web.bench;

import org.jspecify.annotations.NullMarked;
