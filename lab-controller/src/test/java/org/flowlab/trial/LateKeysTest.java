package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Message;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.lab.runtime.HostedNode;
import org.flowlab.lab.runtime.HostedNodeListener;
import org.flowlab.lab.runtime.NodeHost;
import org.flowlab.lab.runtime.Place;
import org.flowlab.lab.runtime.jvm.JvmHost;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.sys.Namespace;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS secrets that arrive after the frames that they open, as from a node in another process.
@Tag("netns")
@Timeout(120)
class LateKeysTest {
    private static final long LATE_MILLIS = 100;

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    /// A place whose node's events come in order and each secret late. The client's secrets do not
    /// come at all: the servers log the same ones, and no command waits for theirs.
    private record Late(Place place) implements Place {
        @Override
        public Namespace namespace() {
            return place.namespace();
        }

        @Override
        public HostedNode start(NodeSpec spec, HostedNodeListener listener) {
            ExecutorService pipe =
                    Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
            return place.start(
                    spec,
                    new HostedNodeListener() {
                        @Override
                        public void said(Event event) {
                            boolean key = event instanceof Event.KeyLog;
                            if (!key || spec.role() != NodeSpec.Role.CLIENT) {
                                pipe.execute(() -> carry(key, event));
                            }
                        }

                        private void carry(boolean key, Event event) {
                            try {
                                TimeUnit.MILLISECONDS.sleep(key ? LATE_MILLIS : 0);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            listener.said(event);
                        }

                        @Override
                        public void ended(String how) {
                            listener.ended(how);
                        }
                    });
        }

        @Override
        public void close() {
            place.close();
        }
    }

    /// Keeps what was reported while trials ran.
    private static final class Live implements MessageListener {
        final List<Message> messages = new ArrayList<>();

        @Override
        public boolean listens() {
            return true;
        }

        @Override
        public synchronized void messages(List<Message> fresh) {
            messages.addAll(fresh);
        }
    }

    private List<String> live(NodeHost host, Flow flow) {
        try (Lab lab =
                Lab.deploy(
                        Labs.triangle("{delay: 2ms}").plan(),
                        new LabOptions(new Seed(1), host, folder))) {
            TrialRunner runner = new TrialRunner(lab);
            Live live = new Live();
            runner.report(live);
            Trial trial =
                    Trials.of(
                            lab.plan(),
                            flow,
                            Manner.source(),
                            new Parties("client", "proxy", "origin"));
            TrialResult result = runner.run(trial);
            assertThat(result.conforms()).as(flow.id() + ": " + result.failure()).isTrue();
            assertThat(live.messages).hasSameSizeAs(result.messages());
            return live.messages.stream().map(LateKeysTest::kind).sorted().toList();
        }
    }

    private static String kind(Message message) {
        Content content = message.content();
        assertThat(content).isNotInstanceOf(Content.TlsUnread.class);
        return message.conversation().protocol() + " " + content.getClass().getSimpleName();
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "https-proxy.https-http", "spdy-proxy.https-spdy"})
    void a_trial_has_the_same_messages_live_and_at_the_end(String id) {
        Flow flow = Catalogue.flow(id);
        NodeHost jvm = new JvmHost();
        NodeHost late =
                (lab, nodes) -> jvm.place(lab, nodes).stream().<Place>map(Late::new).toList();
        assertThat(live(late, flow)).isEqualTo(live(jvm, flow));
    }
}
