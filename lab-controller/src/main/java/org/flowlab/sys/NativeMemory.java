package org.flowlab.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.flowlab.sys.libc.MappedMemory;

/// Memory outside the heap, for any thread. It takes up no room until it is first written. It must
/// not be used after [#close]; this is not checked.
public final class NativeMemory implements AutoCloseable {
    private final MappedMemory memory;

    private NativeMemory(MappedMemory memory) {
        this.memory = memory;
    }

    public static NativeMemory reserve(long bytes) {
        return new NativeMemory(
                MappedMemory.anonymous(bytes, "reserve " + bytes + " bytes of memory: mmap"));
    }

    /// Allocates memory of `arena` whose lifetime is not checked at each use.
    static MemorySegment unchecked(Arena arena, long bytes) {
        return MemorySegment.ofAddress(arena.allocate(bytes, 8).address()).reinterpret(bytes);
    }

    public MemorySegment segment() {
        return memory.segment();
    }

    @Override
    public void close() {
        memory.close();
    }
}
