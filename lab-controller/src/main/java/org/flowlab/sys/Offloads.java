package org.flowlab.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;

/// Switches off offloads. They make frames that no real wire carries: without checksums, or larger
/// than the MTU (`SIOCETHTOOL`, linux/ethtool.h).
final class Offloads {
    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GLINK = 0x0a;
    private static final int ETHTOOL_GSTRINGS = 0x1b;
    private static final int ETHTOOL_GSSET_INFO = 0x37;
    private static final int ETHTOOL_GFEATURES = 0x3a;
    private static final int ETHTOOL_SFEATURES = 0x3b;
    private static final int ETH_SS_FEATURES = 4;
    private static final int ETH_GSTRING_LEN = 32;

    // struct ifreq { char ifr_name[16]; union { void *ifr_data; int ifr_ifindex; … }; }; 40 bytes
    private static final int IFREQ = 40;
    private static final int IFR_UNION = 16;
    private static final int IFF_RUNNING = 0x40;

    /// The names of the kernel's features, in the order of their bits, which differs between
    /// kernels.
    private final List<String> names;

    private final LibC libc = LibC.get();

    private Offloads(List<String> names) {
        this.names = names;
    }

    /// Reads the names of the kernel's features.
    ///
    /// @param socket a socket in the namespace of `device`
    /// @param device any interface, because the names are the same for all
    static Offloads of(FileDescriptor socket, String device) {
        Offloads unnamed = new Offloads(List.of());
        try (Arena arena = Arena.ofConfined()) {
            // struct ethtool_sset_info { u32 cmd, reserved; u64 sset_mask; u32 data[]; };
            MemorySegment info = arena.allocate(24, 8);
            info.set(JAVA_INT, 0, ETHTOOL_GSSET_INFO);
            info.set(JAVA_LONG, 8, 1L << ETH_SS_FEATURES);
            unnamed.ethtool(arena, socket, device, info, "count features: ETHTOOL_GSSET_INFO");
            int count = info.get(JAVA_INT, 16);
            // struct ethtool_gstrings { u32 cmd, string_set, len; u8 data[]; };
            MemorySegment strings = arena.allocate(12 + (long) count * ETH_GSTRING_LEN, 8);
            strings.set(JAVA_INT, 0, ETHTOOL_GSTRINGS);
            strings.set(JAVA_INT, 4, ETH_SS_FEATURES);
            strings.set(JAVA_INT, 8, count);
            unnamed.ethtool(arena, socket, device, strings, "name features: ETHTOOL_GSTRINGS");
            List<String> names = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] name =
                        strings.asSlice(12 + (long) i * ETH_GSTRING_LEN, ETH_GSTRING_LEN)
                                .toArray(JAVA_BYTE);
                names.add(new String(name, StandardCharsets.US_ASCII).split("\0", 2)[0]);
            }
            return new Offloads(names);
        }
    }

    /// Whether this feature may change a frame before the wire receives it or after the wire sends
    /// it.
    static boolean disguises(String feature) {
        return feature.startsWith("tx-checksum")
                || feature.startsWith("tx-scatter-gather")
                || feature.equals("tx-gso-list")
                || feature.equals("rx-checksum")
                || feature.endsWith("segmentation")
                || feature.startsWith("rx-gro")
                || feature.equals("rx-lro")
                || feature.equals("rx-udp-gro-forwarding");
    }

    /// Switches off all features that [disguise][#disguises] frames.
    void off(FileDescriptor socket, String device) {
        try (Arena arena = Arena.ofConfined()) {
            int blocks = (names.size() + 31) / 32;
            // struct ethtool_sfeatures { u32 cmd, size; struct { u32 valid, requested; } []; };
            MemorySegment set = arena.allocate(8 + 8L * blocks, 8);
            set.set(JAVA_INT, 0, ETHTOOL_SFEATURES);
            set.set(JAVA_INT, 4, blocks);
            for (int bit = 0; bit < names.size(); bit++) {
                if (disguises(names.get(bit))) {
                    long valid = 8 + 8L * (bit / 32);
                    set.set(JAVA_INT, valid, set.get(JAVA_INT, valid) | 1 << bit % 32);
                }
            }
            ethtool(arena, socket, device, set, "switch offloads off: ETHTOOL_SFEATURES");
        }
    }

    /// Returns the names of the features that are on.
    Set<String> on(FileDescriptor socket, String device) {
        try (Arena arena = Arena.ofConfined()) {
            int blocks = (names.size() + 31) / 32;
            // struct ethtool_gfeatures { u32 cmd, size;
            //   struct { u32 available, requested, active, never_changed; } []; };
            MemorySegment get = arena.allocate(8 + 16L * blocks, 8);
            get.set(JAVA_INT, 0, ETHTOOL_GFEATURES);
            get.set(JAVA_INT, 4, blocks);
            ethtool(arena, socket, device, get, "read features: ETHTOOL_GFEATURES");
            Set<String> on = new LinkedHashSet<>();
            for (int bit = 0; bit < names.size(); bit++) {
                int active = get.get(JAVA_INT, 8 + 16L * (bit / 32) + 8);
                if ((active >>> bit % 32 & 1) != 0) {
                    on.add(names.get(bit));
                }
            }
            return on;
        }
    }

    /// Whether the kernel has noticed that both ends of a link are up. Until then it drops what is
    /// sent from the end that came up first. A background task follows the carrier; since Linux
    /// 5.19, this call makes it work at once, and on older kernels it takes milliseconds.
    boolean carrier(FileDescriptor socket, String device) {
        try (Arena arena = Arena.ofConfined()) {
            // struct ethtool_value { u32 cmd, data; };
            MemorySegment value = arena.allocate(8, 8);
            value.set(JAVA_INT, 0, ETHTOOL_GLINK);
            ethtool(arena, socket, device, value, "ask for the carrier: ETHTOOL_GLINK");
            MemorySegment request = request(arena, device);
            SysException.check(
                    libc.ioctl(socket.fd(), SIOCGIFFLAGS, request),
                    "interface " + device + ": read flags: SIOCGIFFLAGS");
            return value.get(JAVA_INT, 4) == 1
                    && (request.get(JAVA_SHORT, IFR_UNION) & IFF_RUNNING) != 0;
        }
    }

    private void ethtool(
            Arena arena, FileDescriptor socket, String device, MemorySegment data, String what) {
        MemorySegment request = request(arena, device);
        request.set(JAVA_LONG, IFR_UNION, data.address());
        SysException.check(
                libc.ioctl(socket.fd(), SIOCETHTOOL, request), "interface " + device + ": " + what);
    }

    private static MemorySegment request(Arena arena, String device) {
        MemorySegment request = arena.allocate(IFREQ, 8);
        request.setString(0, device, StandardCharsets.US_ASCII);
        return request;
    }

    /// Returns the ifindex of an interface in the socket's namespace.
    static int indexOf(FileDescriptor socket, String device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, device);
            SysException.check(
                    LibC.get().ioctl(socket.fd(), SIOCGIFINDEX, request),
                    "interface " + device + ": find its number: SIOCGIFINDEX");
            return request.get(JAVA_INT, IFR_UNION);
        }
    }
}
