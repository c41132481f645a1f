package org.flowlab.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Conversation.Protocol;
import org.flowlab.flow.Reuse;
import org.flowlab.flow.Tls;
import org.flowlab.flow.Variant;
import org.junit.jupiter.api.Test;

final class ObservedTest {
    private static final Set<String> CLIENT = Set.of("198.18.0.1");

    private final Talk talk = new Talk();

    private void agree(Conversation tls, long nanos, String version) {
        int number =
                switch (version) {
                    case "TLS 1.2" -> 0x0303;
                    case "TLS 1.3" -> 0x0304;
                    default -> 0x0302;
                };
        talk.say(
                tls,
                false,
                nanos,
                new Content.TlsHandshake(2, "server_hello", false, number, Map.of()));
    }

    private Variant observed(Variant asked) {
        return Observed.variant(asked, talk.messages, CLIENT);
    }

    @Test
    void the_sessions_with_the_proxy_and_in_the_tunnel_are_told_apart() {
        for (List<String> versions : List.of(List.of("1.2", "1.3"), List.of("1.3", "1.2"))) {
            talk.messages.clear();
            Conversation outer = talk.over(talk.toProxy, 0, Protocol.TLS, Talk.R1);
            agree(outer, 0, "TLS " + versions.getFirst());
            Conversation http = talk.over(outer, 0, Protocol.HTTP1, Talk.R1);
            // behind the proxy first: it is there earlier
            Conversation far = talk.over(talk.toOrigin, 0, Protocol.TLS, Talk.R2);
            agree(far, 10, "TLS " + versions.getLast());
            Conversation near = talk.over(http, 0, Protocol.TLS, Talk.R2);
            agree(near, 20, "TLS " + versions.getLast());
            Variant seen = observed(Variant.SOURCE);
            assertThat(seen.outer().version().id()).isEqualTo(versions.getFirst());
            assertThat(seen.inner().version().id()).isEqualTo(versions.getLast());
        }
    }

    @Test
    void a_retry_is_one_of_the_session_that_it_happens_in() {
        Content retry = new Content.TlsHandshake(2, "hello_retry_request", true, 0x0304, Map.of());
        Conversation outer = talk.over(talk.toProxy, 0, Protocol.TLS, Talk.R1);
        agree(outer, 0, "TLS 1.3");
        talk.say(talk.over(talk.toOrigin, 0, Protocol.TLS, Talk.R2), false, 10, retry);
        Variant asked = Variant.of(Reuse.COLD, Tls.FULL_1_3);
        Variant inTunnel = Observed.retried(asked, talk.messages, CLIENT);
        assertThat(inTunnel.outer()).isEqualTo(Tls.FULL_1_3);
        assertThat(inTunnel.inner()).isEqualTo(Tls.FULL_1_3.withRetry());
        talk.say(outer, false, 20, retry);
        assertThat(Observed.retried(asked, talk.messages, CLIENT).outer())
                .isEqualTo(Tls.FULL_1_3.withRetry());
    }

    /// The case in which only the session in the tunnel could be read so far.
    @Test
    void a_session_in_the_tunnel_says_nothing_of_the_one_with_the_proxy() {
        Conversation sealed = talk.over(talk.toProxy, 0, Protocol.TLS, Talk.R1);
        Conversation http = talk.over(sealed, 0, Protocol.HTTP1, Talk.R1);
        agree(talk.over(http, 0, Protocol.TLS, Talk.R2), 20, "TLS 1.3");
        Variant seen = observed(Variant.SOURCE);
        assertThat(seen.outer()).isEqualTo(Tls.FULL_1_2);
        assertThat(seen.inner()).isEqualTo(Tls.FULL_1_3);
    }

    @Test
    void the_first_of_several_sessions_counts() {
        agree(talk.over(talk.toProxy, 0, Protocol.TLS, Talk.R1), 0, "TLS 1.3");
        Conversation second = talk.tcp("198.18.0.1:40001", "198.18.0.2:443");
        agree(talk.over(second, 0, Protocol.TLS, Talk.R2), 50, "TLS 1.2");
        assertThat(observed(Variant.SOURCE).outer()).isEqualTo(Tls.FULL_1_3);
    }

    @Test
    void without_a_known_agreement_the_variant_that_was_asked_for_stays() {
        assertThat(observed(Variant.SOURCE)).isEqualTo(Variant.SOURCE);
        agree(talk.over(talk.toProxy, 0, Protocol.TLS, Talk.R1), 0, "");
        assertThat(observed(Variant.SOURCE)).isEqualTo(Variant.SOURCE);
    }
}
