package org.flowlab.web;

import java.util.Optional;
import org.flowlab.service.LabService;
import org.flowlab.view.LabItem;
import org.jspecify.annotations.Nullable;

/// The answer with all labs, kept until something happens to a lab. Thread-safe.
final class LabList {
    private final LabService service;
    private volatile @Nullable Kept kept;

    /// @param upTo the last event that the answer takes into account
    private record Kept(long upTo, Answer.Whole answer) {}

    LabList(LabService service) {
        this.service = service;
    }

    /// The answer, if it is known already. It does not block.
    Optional<Answer.Whole> known() {
        Kept last = kept;
        return last != null && last.upTo == service.events().lastLasting()
                ? Optional.of(last.answer)
                : Optional.empty();
    }

    /// Makes the answer. What happens meanwhile makes it out of date at once.
    Answer.Whole make() {
        long upTo = service.events().lastLasting();
        Answer.Whole answer = Answer.ok(service.labs().stream().map(LabItem::of).toList());
        kept = new Kept(upTo, answer);
        return answer;
    }
}
