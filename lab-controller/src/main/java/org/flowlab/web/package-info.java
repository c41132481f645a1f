/// Offers the service over HTTP: the operations of the contract `openapi.yaml`, and a stream of
/// events. Uses view and the packages below it; entry type Controller.
@NullMarked
package org.flowlab.web;

import org.jspecify.annotations.NullMarked;
