package org.flowlab.trial;

import java.time.Duration;
import org.flowlab.flow.Reuse;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabNode;
import org.flowlab.node.spec.Command;

/// A client that the lab brings, and commands.
final class CommandedClient implements TrialClient {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Lab lab;
    private final LabNode node;

    CommandedClient(Lab lab, String name) {
        this.lab = lab;
        this.node = lab.node(name);
    }

    @Override
    public void setUp(Trial trial) {
        if (trial.variant().outer().resumed() || trial.variant().warmOrigin()) {
            node.ask(Command.Forget::new, PATIENCE);
            node.ask(id -> new Command.Fetch(id, trial.route(), trial.url()), PATIENCE);
            lab.awaitSilence(
                    TrialRunner.SILENCE_PATIENCE, Networks.links(lab.plan(), trial.parties()));
            node.ask(Command.CloseAll::new, PATIENCE);
        }
        if (trial.variant().reuse() != Reuse.COLD) {
            Command.Depth depth =
                    trial.variant().reuse() == Reuse.WARM_PROXY
                            ? Command.Depth.PROXY
                            : Command.Depth.TUNNEL;
            node.ask(id -> new Command.Open(id, trial.route(), trial.url(), depth), PATIENCE);
        }
    }

    @Override
    public String fetch(Trial trial) {
        node.ask(id -> new Command.Fetch(id, trial.route(), trial.url()), PATIENCE);
        return "";
    }

    @Override
    public void close() {
        node.ask(Command.CloseAll::new, PATIENCE);
        node.ask(Command.Forget::new, PATIENCE);
    }
}
