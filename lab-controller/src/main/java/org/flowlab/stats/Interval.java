package org.flowlab.stats;

/// Where a quantity lies, ends included.
///
/// @param confidence how often intervals made like this one hold what they should, 0 to 1: at least
///   what was asked for where only whole observations can be ends
public record Interval(double low, double high, double confidence) {

    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    public double width() {
        return high - low;
    }
}
