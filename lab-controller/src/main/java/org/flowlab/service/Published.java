package org.flowlab.service;

import java.time.Instant;

/// An event with its place among all events of this process.
///
/// @param id from 1, without gaps
public record Published(long id, Instant at, Event event) {}
