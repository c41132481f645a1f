package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.flowlab.sys.libc.Errno;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static final long ALL = -1;

    @Test
    void an_ordinary_user_is_told_of_root_and_of_user_namespaces() {
        assertThat(Diagnosis.remedy(Errno.EPERM, user(Map.of())))
                .startsWith("it needs CAP_SYS_ADMIN and CAP_NET_ADMIN: run as root, or")
                .endsWith("start it through ./lab or 'unshare --user --map-root-user'");
    }

    @Test
    void the_setting_that_forbids_user_namespaces_is_named_with_the_command_that_changes_it() {
        assertThat(
                        Diagnosis.remedy(
                                Errno.EPERM, user(Map.of(MachineFacts.MAX_USER_NAMESPACES, 0L))))
                .contains("sysctl -w user.max_user_namespaces=15000");
        assertThat(Diagnosis.remedy(Errno.EPERM, user(Map.of(MachineFacts.UNPRIVILEGED_CLONE, 0L))))
                .contains("sysctl -w kernel.unprivileged_userns_clone=1");
        assertThat(Diagnosis.remedy(Errno.EPERM, user(Map.of(MachineFacts.APPARMOR_RESTRICTS, 1L))))
                .contains("sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
    }

    @Test
    void settings_that_allow_them_are_not_blamed() {
        assertThat(
                        Diagnosis.remedy(
                                Errno.EPERM,
                                user(
                                        Map.of(
                                                MachineFacts.MAX_USER_NAMESPACES, 15000L,
                                                MachineFacts.UNPRIVILEGED_CLONE, 1L,
                                                MachineFacts.APPARMOR_RESTRICTS, 0L))))
                .doesNotContain("sysctl");
    }

    @Test
    void a_container_is_told_which_capabilities_to_add() {
        assertThat(Diagnosis.remedy(Errno.EPERM, new MachineFacts(0, 0, false, 2, true, Map.of())))
                .contains(
                        "lacks CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_NET_RAW: start it with"
                                + " --cap-add SYS_ADMIN --cap-add NET_ADMIN --cap-add NET_RAW");
    }

    @Test
    void only_the_capability_that_is_missing_is_named() {
        long allButNetRaw = ~(1L << MachineFacts.CAP_NET_RAW);
        assertThat(
                        Diagnosis.remedy(
                                Errno.EPERM,
                                new MachineFacts(0, allButNetRaw, false, 0, true, Map.of())))
                .isEqualTo("this container lacks CAP_NET_RAW: start it with --cap-add NET_RAW");
    }

    @Test
    void with_all_capabilities_the_message_names_seccomp() {
        assertThat(
                        Diagnosis.remedy(
                                Errno.EPERM, new MachineFacts(0, ALL, false, 2, true, Map.of())))
                .contains("seccomp=unconfined");
    }

    @Test
    void root_without_a_capability_is_told_which() {
        long allButSysAdmin = ~(1L << MachineFacts.CAP_SYS_ADMIN);
        assertThat(
                        Diagnosis.remedy(
                                Errno.EPERM,
                                new MachineFacts(0, allButSysAdmin, false, 0, false, Map.of())))
                .contains("root without CAP_SYS_ADMIN");
    }

    @Test
    void in_a_user_namespace_without_a_mapping_the_message_says_so() {
        for (boolean container : new boolean[] {false, true}) {
            assertThat(
                            Diagnosis.remedy(
                                    Errno.EPERM,
                                    new MachineFacts(65534, 0, true, 0, container, Map.of())))
                    .isEqualTo(
                            "this process is in a user namespace without a mapping of ids"
                                    + " (/proc/self/uid_map is empty), so it may do nothing there:"
                                    + " start it outside of that namespace, or enter the"
                                    + " namespace with 'unshare --user --map-root-user'");
        }
    }

    @Test
    void a_used_up_limit_is_named_with_its_value() {
        assertThat(
                        Diagnosis.remedy(
                                Errno.ENOSPC, user(Map.of(MachineFacts.MAX_NET_NAMESPACES, 7L))))
                .startsWith("user.max_net_namespaces (7) is reached")
                .contains("sysctl -w user.max_net_namespaces=65536");
    }

    @Test
    void a_missing_driver_is_named() {
        assertThat(Diagnosis.remedy(Errno.EOPNOTSUPP, user(Map.of()))).contains("modprobe veth");
    }

    @Test
    void this_machines_facts_can_be_read() {
        MachineFacts facts = MachineFacts.read();
        assertThat(facts.euid()).isNotNegative();
        assertThat(facts.sysctls()).containsKey(MachineFacts.MAX_NET_NAMESPACES);
    }

    private static MachineFacts user(Map<String, Long> sysctls) {
        return new MachineFacts(1000, 0, false, 0, false, sysctls);
    }
}
