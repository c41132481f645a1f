package org.flowlab.trial;

import java.util.List;
import org.flowlab.flow.Reuse;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabNode;
import org.flowlab.node.spec.Command;

/// A client that the lab brings, and commands.
final class CommandedClient implements TrialClient {
    private final Lab lab;
    private final LabNode node;
    private final Patience patience;

    CommandedClient(Lab lab, String name, Patience patience) {
        this.lab = lab;
        this.node = lab.node(name);
        this.patience = patience;
    }

    @Override
    public void setUp(Trial trial) {
        if (trial.variant().outer().resumed() || trial.variant().warmOrigin()) {
            node.ask(Command.Forget::new, patience.command());
            node.ask(id -> new Command.Fetch(id, trial.route(), trial.url()), patience.command());
            lab.awaitSilence(patience.silence(), Networks.links(lab.plan(), trial.parties()));
            node.ask(Command.CloseAll::new, patience.command());
        }
        if (trial.variant().reuse() != Reuse.COLD) {
            Command.Depth depth =
                    trial.variant().reuse() == Reuse.WARM_PROXY
                            ? Command.Depth.PROXY
                            : Command.Depth.TUNNEL;
            node.ask(
                    id -> new Command.Open(id, trial.route(), trial.url(), depth),
                    patience.command());
        }
    }

    @Override
    public String fetch(Trial trial) {
        node.ask(
                id -> new Command.Fetch(id, trial.route(), trial.url()),
                patience.command(),
                servers(trial));
        return "";
    }

    /// The trial's other nodes that the lab runs: if one ends, no answer is waited for.
    private List<LabNode> servers(Trial trial) {
        return Networks.nodes(trial.parties()).stream()
                .skip(1)
                .filter(lab::has)
                .map(lab::node)
                .toList();
    }

    @Override
    public void close() {
        node.ask(Command.CloseAll::new, patience.command());
        node.ask(Command.Forget::new, patience.command());
    }
}
