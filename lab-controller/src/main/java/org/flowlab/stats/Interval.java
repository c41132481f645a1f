package org.flowlab.stats;

/// A range in which a quantity lies, ends included.
///
/// @param confidence the share of intervals made in this way that contain the quantity, 0 to 1. It
///   is at least the confidence that was asked for, and higher if only observations or counts can
///   be ends
public record Interval(double low, double high, double confidence) {

    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    public double width() {
        return high - low;
    }
}
