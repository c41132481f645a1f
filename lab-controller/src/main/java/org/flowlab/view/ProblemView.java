package org.flowlab.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/// An error, as `application/problem+json` (RFC 9457).
///
/// @param title the status in words
/// @param detail what went wrong, in the words of the command line
/// @param problems what is wrong in the user's input, each with its place; left out if it is empty
public record ProblemView(
        String type,
        String title,
        int status,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> problems) {
    /// Left out of JSON, `problems` is null there.
    public ProblemView {
        problems = problems == null ? List.of() : List.copyOf(problems);
    }

    /// An error that its status explains, and no page.
    public static ProblemView of(int status, String title, String detail, List<String> problems) {
        return new ProblemView("about:blank", title, status, detail, problems);
    }
}
