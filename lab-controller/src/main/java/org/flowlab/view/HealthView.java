package org.flowlab.view;

/// Whether the controller can do its work, for JSON.
///
/// @param status `up`; a controller that cannot deploy labs answers with a problem instead
/// @param labs the number of labs that are up
public record HealthView(String status, int labs) {}
