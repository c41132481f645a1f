package org.flowlab.lab.doctor;

/// One thing that was looked at.
///
/// @param what its name
/// @param good whether it is as the lab needs or likes it
/// @param says what was found; if that is not good, what follows and what to do
public record Check(String what, boolean good, String says) {}
