package org.flowlab.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flowlab.view.FlowStateView;
import org.flowlab.view.TrialView;
import org.jspecify.annotations.Nullable;

/// A flow in a lab of the controller: asks for it, waits for its turn and its end, and draws it.
final class LiveFlow {
    /// How long the controller may wait before it answers, so that a place in the queue is printed
    /// soon.
    private static final int QUEUED_SECONDS = 1;

    private static final int RUNNING_SECONDS = 20;

    private final Terminal terminal;
    private final LabClient client;
    private final String lab;

    LiveFlow(Terminal terminal, LabClient client, String lab) {
        this.terminal = terminal;
        this.client = client;
        this.lab = lab;
    }

    /// @param manner the factors that were chosen
    /// @param expect null for any 2xx
    /// @param capture the file for the frames; null if they are not wanted
    /// @return the exit status
    int run(
            String flow,
            Map<String, String> manner,
            @Nullable Integer expect,
            @Nullable Path capture,
            boolean json) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("flow", flow);
        body.put("manner", manner);
        if (expect != null) {
            body.put("expect", expect);
        }
        FlowStateView asked =
                client.post(LabClient.path("labs", lab, "flows"), body, FlowStateView.class);
        FlowStateView ended = await(asked);
        TrialView trial = ended.trial();
        if (trial == null) {
            terminal.err().println("flowlab: the flow has no result: " + ended.failure());
            return Exit.TRIAL;
        }
        FlowCommand.print(terminal, trial, json);
        if (!trial.failure().isEmpty()) {
            terminal.err().println("flowlab: the flow failed: " + trial.failure());
        }
        boolean kept = capture == null || keep(ended, capture);
        return trial.conforms() && kept ? Exit.OK : Exit.TRIAL;
    }

    private String path(FlowStateView flow) {
        return LabClient.path("labs", lab, "flows", flow.id());
    }

    /// Waits for the end. If this process is ended before, a flow that waits is cancelled.
    private FlowStateView await(FlowStateView asked) {
        AtomicBoolean over = new AtomicBoolean();
        ShutdownHook cancel = ShutdownHook.of(() -> cancel(asked, over));
        FlowStateView now = asked;
        int place = 0;
        while (!now.state().equals("ended")) {
            boolean queued = now.state().equals("queued");
            if (queued && now.place() != place) {
                place = now.place();
                terminal.err().println(words(place));
            }
            now =
                    client.getWaiting(
                            path(asked),
                            queued ? QUEUED_SECONDS : RUNNING_SECONDS,
                            FlowStateView.class);
        }
        over.set(true);
        if (!cancel.callOff()) {
            stay(); // this process is being ended: what was cancelled is not reported
        }
        return now;
    }

    private static void stay() {
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                // only the end of the process ends this thread
            }
        }
    }

    private static String words(int place) {
        return "the flow waits: "
                + Words.count(place, "flow")
                + (place == 1 ? " goes" : " go")
                + " before it";
    }

    private void cancel(FlowStateView flow, AtomicBoolean over) {
        if (over.get()) {
            return;
        }
        try {
            client.delete(path(flow));
            terminal.err().println("flowlab: the flow was cancelled");
        } catch (ExitException e) {
            // it runs, or has ended
        }
    }

    /// Writes the frames.
    ///
    /// @return false if that failed, which is reported
    private boolean keep(FlowStateView flow, Path capture) {
        try (InputStream in = client.download(path(flow) + "/capture")) {
            Files.copy(in, capture, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            terminal.err().println(FlowCommand.unkept(e));
            return false;
        }
    }
}
