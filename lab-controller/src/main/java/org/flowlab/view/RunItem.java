package org.flowlab.view;

import java.util.Map;
import org.flowlab.service.LiveRun;
import org.flowlab.service.Runs;
import org.jspecify.annotations.Nullable;

/// A run in the list of runs, for JSON.
///
/// @param id the name of its results folder
/// @param experiment empty if it is not known
/// @param state `running`; `done`; `stopped` if it was asked to end, was killed, or is under way in
///   another process; `failed`; or `broken` if its folder cannot be read
/// @param done the number of trials that are finished: they are not run again
/// @param total the number of trials of the whole run, without repetitions; null if it is not known
/// @param started RFC 3339; null if it is not known
/// @param ended RFC 3339; null while it runs, and if it was killed
/// @param notConforming how many trials failed or did not conform
/// @param disturbed how many trials stayed disturbed
/// @param captureBytes the size of the capture; 0 if there is none
/// @param problem why it failed, or cannot be read; empty if nothing is wrong
public record RunItem(
        String id,
        String experiment,
        String state,
        long done,
        @Nullable Long total,
        @Nullable String started,
        @Nullable String ended,
        long notConforming,
        long disturbed,
        long captureBytes,
        String problem) {

    public static RunItem of(Runs.Listed run) {
        Map<String, Object> scalars = run.stored().scalars();
        LiveRun live = run.live();
        Long done = number(scalars, "trials_finished");
        Long total = number(scalars, "trials_total");
        return new RunItem(
                run.stored().id(),
                live == null ? text(scalars, "experiment") : live.experiment(),
                state(run),
                live == null ? (done == null ? count(scalars, "trials_done") : done) : live.done(),
                live == null ? total : (Long) live.total(),
                live == null ? textOrNull(scalars, "start") : live.started().toString(),
                textOrNull(scalars, "end"),
                count(scalars, "trials_not_conforming"),
                count(scalars, "trials_left_disturbed"),
                count(scalars, "capture_bytes"),
                live != null
                        ? ""
                        : run.stored().problem().isEmpty()
                                ? text(scalars, "failure")
                                : run.stored().problem());
    }

    private static String state(Runs.Listed run) {
        if (run.live() != null) {
            return "running";
        }
        return switch (text(run.stored().scalars(), "status")) {
            case "complete" -> "done";
            case "interrupted" -> "stopped";
            case "failed" -> "failed";
            default -> "broken";
        };
    }

    private static @Nullable String textOrNull(Map<String, Object> scalars, String name) {
        return scalars.get(name) instanceof String text ? text : null;
    }

    private static String text(Map<String, Object> scalars, String name) {
        return scalars.get(name) instanceof String text ? text : "";
    }

    private static @Nullable Long number(Map<String, Object> scalars, String name) {
        return scalars.get(name) instanceof Number number ? (Long) number.longValue() : null;
    }

    private static long count(Map<String, Object> scalars, String name) {
        Long number = number(scalars, name);
        return number == null ? 0 : number;
    }
}
