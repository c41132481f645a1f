package org.flowlab.trial;

import java.util.Optional;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.topology.Plan;

/// Makes trials from a flow, a manner and a plan.
public final class Trials {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private Trials() {}

    /// A trial whose answer must be a 2xx.
    public static Trial of(Plan plan, Flow flow, Manner manner, Parties parties) {
        String proxyName = parties.proxy();
        boolean proxied = flow.proxied() && proxyName != null;
        String proxy =
                flow.proxied() && proxyName != null
                        ? proxyName + ":" + plan.node(proxyName).tlsPort()
                        : "";
        return new Trial(
                flow,
                manner.variant(),
                proxied ? parties : new Parties(parties.client(), null, parties.origin()),
                manner.route(flow, proxy),
                url(plan.node(parties.origin()), flow),
                ExpectedStatus.SUCCESS);
    }

    private static String url(Plan.PlannedNode origin, Flow flow) {
        boolean plain = flow.plain();
        int port = plain ? origin.plainPort() : origin.tlsPort();
        String authority =
                origin.name() + (port == (plain ? HTTP_PORT : HTTPS_PORT) ? "" : ":" + port);
        return (plain ? "http://" : "https://") + authority + "/";
    }

    /// Why `flow` cannot be run over `plan`; empty if it can.
    public static Optional<String> obstacle(Plan plan, Flow flow, Manner manner, Parties parties) {
        Optional<String> foreign =
                plan.node(parties.client()).kind() == Plan.Kind.HOST
                        ? ForeignClient.obstacle(manner)
                        : Optional.empty();
        return foreign.isPresent() ? foreign : obstacle(plan, flow, parties);
    }

    /// The same for every manner.
    public static Optional<String> obstacle(Plan plan, Flow flow, Parties parties) {
        String proxy = parties.proxy();
        if (!flow.proxied()) {
            return noWay(plan, parties.client(), parties.origin(), " that avoids the proxy");
        }
        if (proxy == null) {
            return Optional.of("there is no proxy in topology " + plan.name());
        }
        Optional<String> noWay =
                noWay(plan, parties.client(), proxy, "")
                        .or(() -> noWay(plan, proxy, parties.origin(), ""));
        if (noWay.isPresent()) {
            return noWay;
        }
        if (flow.spdyToProxy() && !plan.node(proxy).protocols().contains("spdy/3.1")) {
            return Optional.of("proxy " + proxy + " does not offer spdy/3.1");
        }
        if (flow.spdyToOrigin() && !plan.node(parties.origin()).protocols().contains("spdy/3.1")) {
            return Optional.of("origin " + parties.origin() + " does not offer spdy/3.1");
        }
        return Optional.empty();
    }

    /// Why no packet gets from one node to another and back; empty if it does.
    private static Optional<String> noWay(Plan plan, String from, String to, String unless) {
        return plan.reaches(from, to)
                ? Optional.empty()
                : plan.tooManyRouters(from, to)
                        .or(
                                () ->
                                        Optional.of(
                                                "there is no route from "
                                                        + from
                                                        + " to "
                                                        + to
                                                        + unless));
    }
}
