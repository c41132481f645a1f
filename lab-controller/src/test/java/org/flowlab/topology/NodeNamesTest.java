package org.flowlab.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.flowlab.yaml.InputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeNamesTest {
    private static Topology topology(String name) {
        String yaml =
                """
                topology:
                  nodes:
                    client: {kind: client}
                    %s: {kind: origin}
                  links:
                    - {name: l, endpoints: ["client:eth0", "%s:eth0"]}
                """
                        .formatted(name, name);
        return Topologies.parse("f.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    /// What glibc's getaddrinfo(3) takes for an address, and what only other programs do.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2",
                "10",
                "017",
                "08",
                "0x7f",
                "0X7F",
                "0x",
                "4294967295",
                "99999999999999999999",
                "1.2",
                "1.2.3.4",
                "127.1",
                "0x7f.1",
                "1.2.3.4.5"
            })
    void a_name_that_programs_read_as_an_address_is_refused_with_the_reason(String name) {
        assertThatThrownBy(() -> topology(name))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(
                        "f.yaml:4:5: "
                                + name
                                + ": \""
                                + name
                                + "\" cannot be a node's name: programs read it as an IP address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "ip6-localhost",
                "ip6-loopback",
                "ip6-allnodes",
                "xn--bcher-kva"
            })
    void a_name_that_programs_resolve_without_the_hosts_file_is_refused(String name) {
        assertThatThrownBy(() -> topology(name))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("f.yaml:4:5: " + name + ": \"" + name + "\" cannot be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin", "my_node", "-a", "a-", "a.b", "a.localhost", "é", "''"})
    void a_name_that_is_no_host_name_is_refused(String name) {
        assertThatThrownBy(() -> topology(name))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(
                        "\" cannot be a node's name: write lower-case letters, digits and -, as in a host"
                                + " name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"n2", "2n", "10-0", "0x7g", "0xg", "1e3", "0b1", "x7f", "f00d", "local"})
    void a_name_with_digits_that_is_no_number_is_taken(String name) {
        assertThat(topology(name).named(Plan.Kind.ORIGIN)).containsExactly(name);
    }
}
