package org.flowlab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.flowlab.sys.libc.SysException;
import org.junit.jupiter.api.Test;

class HealthTest {
    @Test
    void a_machine_without_namespaces_is_reported_with_the_reason_and_asked_only_now_and_then() {
        AtomicInteger asked = new AtomicInteger();
        Health health =
                new Health(
                        () -> {
                            asked.incrementAndGet();
                            throw new SysException("make a network namespace", 1);
                        });
        assertThat(health.problem())
                .hasValueSatisfying(
                        p -> assertThat(p).contains("make a network namespace").contains("EPERM"));
        assertThat(health.problem()).isPresent();
        assertThat(asked).hasValue(1);
        Answer.Whole answer = OperationEndpoints.health(health, 3);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.type()).isEqualTo(Failure.MEDIA_TYPE);
        assertThat(new String(answer.bytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("EPERM");
    }
}
