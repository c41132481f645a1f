package org.flowlab.sys;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The kernel settings of a node's network namespace: all that each namespace has for itself and
/// that change what a node sends or when. A new namespace takes some of them over from the machine.
/// Here each has a fixed value, so that a node behaves alike on every machine. The values are
/// Linux's own defaults, unless a comment gives the reason for another value.
///
/// Settings that the kernel does not have are left out.
public final class NodeSettings {
    /// The setting for the congestion control.
    public static final String CONGESTION = "net.ipv4.tcp_congestion_control";

    private static final String TCP = "net.ipv4.tcp_";
    private static final String FORWARD = "net.ipv4.ip_forward";
    private static final String ACCEPT_REDIRECTS = "net.ipv4.conf.all.accept_redirects";

    /// `devinet_init_net`, `tcp_sk_init`, `tcp_set_hashinfo`.
    private static final Set<String> INHERITED =
            Set.of(
                    FORWARD,
                    CONGESTION,
                    TCP + "rmem",
                    TCP + "wmem",
                    TCP + "max_tw_buckets",
                    TCP + "max_syn_backlog");

    private static final Map<String, String> ALL = new LinkedHashMap<>();

    static {
        // Without IPv6 there are no router solicitations, duplicate address detection or multicast
        // reports on the wire. It is set before links appear. "all" sets "default" too.
        ALL.put("net.ipv6.conf.all.disable_ipv6", "1");
        ALL.put(FORWARD, "0"); // before accept_redirects, which it changes
        ip();
        interfaces();
        icmp();
        tcp();
        ALL.put("net.core.somaxconn", "4096");
        ALL.put("net.core.txrehash", "1");
    }

    private NodeSettings() {}

    private static void ip() {
        ALL.put("net.ipv4.ip_default_ttl", "64");
        ALL.put("net.ipv4.ip_no_pmtu_disc", "0");
        ALL.put("net.ipv4.ip_forward_use_pmtu", "0");
        ALL.put("net.ipv4.ip_forward_update_priority", "1");
        ALL.put("net.ipv4.ip_local_port_range", "32768 60999");
        ALL.put("net.ipv4.ip_nonlocal_bind", "0");
        ALL.put("net.ipv4.ip_early_demux", "1");
        ALL.put("net.ipv4.udp_early_demux", "1");
        ALL.put("net.ipv4.route.min_pmtu", "552");
        ALL.put("net.ipv4.route.mtu_expires", "600");
        ALL.put("net.ipv4.route.min_adv_mss", "256");
        ALL.put("net.ipv4.fib_multipath_hash_policy", "0");
        ALL.put("net.ipv4.fib_multipath_use_neigh", "0");
    }

    private static void interfaces() {
        ALL.put(ACCEPT_REDIRECTS, "1");
        ALL.put("net.ipv4.conf.default.accept_redirects", "1");
        for (String which : new String[] {"all", "default"}) {
            String prefix = "net.ipv4.conf." + which + ".";
            // Packets may take one path and their answers another.
            ALL.put(prefix + "rp_filter", "0");
            // A router that sends a packet back the way it came must not change its neighbours'
            // routes.
            ALL.put(prefix + "send_redirects", "0");
            ALL.put(prefix + "accept_source_route", "0");
            ALL.put(prefix + "accept_local", "0");
            ALL.put(prefix + "route_localnet", "0");
            ALL.put(prefix + "src_valid_mark", "0");
            ALL.put(prefix + "secure_redirects", "1");
            ALL.put(prefix + "shared_media", "1");
            ALL.put(prefix + "arp_accept", "0");
            ALL.put(prefix + "arp_announce", "0");
            ALL.put(prefix + "arp_filter", "0");
            ALL.put(prefix + "arp_ignore", "0");
            ALL.put(prefix + "arp_notify", "0");
            ALL.put(prefix + "proxy_arp", "0");
            ALL.put(prefix + "ignore_routes_with_linkdown", "0");
            ALL.put(prefix + "promote_secondaries", "0");
        }
    }

    private static void icmp() {
        ALL.put("net.ipv4.icmp_ratelimit", "1000");
        ALL.put("net.ipv4.icmp_ratemask", "6168");
        ALL.put("net.ipv4.icmp_msgs_per_sec", "1000");
        ALL.put("net.ipv4.icmp_msgs_burst", "50");
        ALL.put("net.ipv4.icmp_echo_ignore_all", "0");
        ALL.put("net.ipv4.icmp_echo_ignore_broadcasts", "1");
        ALL.put("net.ipv4.icmp_errors_use_inbound_ifaddr", "0");
    }

    private static void tcp() {
        ALL.put(CONGESTION, "cubic");
        // Linux's default for the third value depends on the machine's memory.
        tcp("rmem", "4096 131072 6291456");
        tcp("wmem", "4096 16384 4194304");
        // Otherwise a connection starts with what an earlier one to the same address learned.
        tcp("no_metrics_save", "1");
        tcp("no_ssthresh_metrics_save", "1");
        tcp("timestamps", "1");
        tcp("sack", "1");
        tcp("dsack", "1");
        tcp("window_scaling", "1");
        tcp("adv_win_scale", "1");
        tcp("app_win", "31");
        tcp("moderate_rcvbuf", "1");
        tcp("shrink_window", "0");
        tcp("workaround_signed_windows", "0");
        tcp("ecn", "2");
        tcp("ecn_fallback", "1");
        tcp("ecn_option", "2");
        tcp("ecn_option_beacon", "3");
        tcp("reflect_tos", "0");
        tcp("fastopen", "1");
        // Otherwise a lost SYN switches Fast Open off for later trials.
        tcp("fastopen_blackhole_timeout_sec", "0");
        tcp("slow_start_after_idle", "1");
        tcp("pacing_ss_ratio", "200");
        tcp("pacing_ca_ratio", "120");
        tcp("limit_output_bytes", "4194304");
        tcp("notsent_lowat", "4294967295");
        tcp("autocorking", "1");
        tcp("min_tso_segs", "2");
        tcp("tso_win_divisor", "3");
        tcp("tso_rtt_log", "9");
        tcp("retrans_collapse", "1");
        tcp("early_retrans", "3");
        tcp("recovery", "1");
        tcp("frto", "2");
        tcp("reordering", "3");
        tcp("max_reordering", "300");
        tcp("thin_linear_timeouts", "0");
        tcp("rto_min_us", "200000");
        tcp("rto_max_ms", "120000");
        tcp("min_rtt_wlen", "300");
        tcp("syn_retries", "6");
        tcp("syn_linear_timeouts", "4");
        tcp("synack_retries", "5");
        tcp("retries1", "3");
        tcp("retries2", "15");
        tcp("orphan_retries", "0");
        tcp("fin_timeout", "60");
        tcp("tw_reuse", "2");
        tcp("tw_reuse_delay", "1000");
        tcp("rfc1337", "0");
        tcp("max_tw_buckets", "131072");
        tcp("max_syn_backlog", "4096");
        tcp("syncookies", "1");
        tcp("abort_on_overflow", "0");
        tcp("migrate_req", "0");
        tcp("challenge_ack_limit", "2147483647");
        tcp("invalid_ratelimit", "500");
        tcp("comp_sack_delay_ns", "1000000");
        tcp("comp_sack_slack_ns", "100000");
        tcp("comp_sack_nr", "44");
        tcp("pingpong_thresh", "1");
        tcp("backlog_ack_defer", "1");
        tcp("mtu_probing", "0");
        tcp("mtu_probe_floor", "48");
        tcp("base_mss", "1024");
        tcp("min_snd_mss", "48");
        tcp("probe_interval", "600");
        tcp("probe_threshold", "8");
        tcp("plb_enabled", "0");
        tcp("keepalive_time", "7200");
        tcp("keepalive_intvl", "75");
        tcp("keepalive_probes", "9");
        tcp("early_demux", "1");
        tcp("stdurg", "0");
    }

    private static void tcp(String name, String value) {
        ALL.put(TCP + name, value);
    }

    /// The settings of a node that does not forward packets, by the names that sysctl(8) uses, in
    /// the order in which they are set.
    public static Map<String, String> ofNodes() {
        return Collections.unmodifiableMap(ALL);
    }

    /// Whether a new namespace may have another value of a setting than one that was made before by
    /// the same kernel: it takes these over from the machine, where any program may change them.
    /// All others have the same value in each new namespace (`tcp_sk_init`, `inet_init_net`,
    /// `icmp_sk_init`, `net_defaults_init_net`).
    static boolean isInherited(String key) {
        return INHERITED.contains(key) || key.contains(".conf.");
    }

    /// The settings that have another value on a router.
    public static Map<String, String> ofRouters() {
        Map<String, String> different = new LinkedHashMap<>();
        different.put(FORWARD, "1");
        different.put(ACCEPT_REDIRECTS, "0"); // the kernel's value if forwarding is on
        return different;
    }

    /// Returns all settings of one node, including its own `sysctls`.
    static Map<String, String> of(NodeSetup setup) {
        Map<String, String> all = new LinkedHashMap<>(ALL);
        if (setup.forwards()) {
            all.putAll(ofRouters());
        }
        all.putAll(setup.sysctls());
        return all;
    }
}
