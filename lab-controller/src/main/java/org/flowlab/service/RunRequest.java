package org.flowlab.service;

import org.flowlab.experiment.Experiment;
import org.flowlab.experiment.RunOptions.Capture;
import org.jspecify.annotations.Nullable;

/// An experiment that is to be run.
///
/// @param trials the number of trials of each flow in each cell; null for the experiment's
/// @param seed null for the experiment's
public record RunRequest(
        Experiment experiment, @Nullable Integer trials, @Nullable Long seed, Capture capture) {}
