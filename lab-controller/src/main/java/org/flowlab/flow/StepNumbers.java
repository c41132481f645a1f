package org.flowlab.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Words for some of a flow's steps.
public final class StepNumbers {
    private StepNumbers() {}

    /// `step 5`, `steps 1 to 3, 5`
    public static String words(Collection<Integer> numbers) {
        return (numbers.size() == 1 ? "step " : "steps ") + ranges(numbers);
    }

    private static String ranges(Collection<Integer> unsorted) {
        List<Integer> numbers = unsorted.stream().sorted().toList();
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            int first = numbers.get(i);
            int last = first;
            while (i + 1 < numbers.size() && numbers.get(i + 1) == last + 1) {
                last = numbers.get(++i);
            }
            ranges.add(
                    first == last
                            ? "" + first
                            : first + (last == first + 1 ? ", " : " to ") + last);
        }
        return String.join(", ", ranges);
    }
}
