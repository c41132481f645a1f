package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flowlab.sys.PacketSocket;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A fabric that does not start leaves nothing behind.
@Tag("netns")
class FabricStartTest {
    /// sys/resource.h
    private static final int RLIMIT_AS = 9;

    private static final long GIB = 1L << 30;

    /// Makes a pool of a size that nothing else in this process has.
    private static final int POOL_FRAMES = 65_432;

    @Test
    void where_there_is_no_memory_for_its_records_neither_socket_nor_pool_is_left()
            throws IOException {
        FabricOptions options =
                FabricOptions.DEFAULT.withName("large").withMemory(128, POOL_FRAMES, 32 * GIB);
        try (TwoNodes nodes = new TwoNodes()) {
            PacketSocket socket =
                    nodes.wiring.fabric().call(() -> PacketSocket.prepared(128, 2048));
            List<String> before = sockets();
            assertThat(before).isNotEmpty();
            long limit = limitMemory(mappedBytes() + 8 * GIB);
            try {
                assertThatThrownBy(() -> Fabric.start(options, socket))
                        .isInstanceOf(SysException.class)
                        .hasMessageContaining("ENOMEM");
            } finally {
                limitMemory(limit);
            }
            assertThat(before).as("one socket less").hasSize(sockets().size() + 1);
            assertThat(poolsMapped()).isZero();
        }
    }

    private static long poolsMapped() throws IOException {
        long bytes = POOL_FRAMES * 2048L;
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.map(line -> line.split("[- ]"))
                    .filter(m -> Long.parseUnsignedLong(m[1], 16) - parse(m[0]) == bytes)
                    .count();
        }
    }

    private static long parse(String hex) {
        return Long.parseUnsignedLong(hex, 16);
    }

    private static List<String> sockets() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(FabricStartTest::target).filter(to -> to.startsWith("socket:")).toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static long mappedBytes() throws IOException {
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ")[0];
        return Long.parseLong(pages) * 4096;
    }

    /// Sets the soft limit of this process's address space.
    ///
    /// @return what it was
    private static long limitMemory(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(16, 8);
            SysException.check(LibC.get().getrlimit(RLIMIT_AS, limit), "getrlimit");
            long before = limit.get(ValueLayout.JAVA_LONG, 0);
            limit.set(ValueLayout.JAVA_LONG, 0, bytes);
            SysException.check(LibC.get().setrlimit(RLIMIT_AS, limit), "setrlimit");
            return before;
        }
    }
}
