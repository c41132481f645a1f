package org.flowlab.sys.libc;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/// Memory mapped by mmap(2) that this object owns, for example an AF_PACKET ring.
///
/// The segment must not be used after [#close]. This is not checked, so that each use is fast.
public final class MappedMemory implements AutoCloseable {
    private final MemorySegment segment;
    private final AtomicBoolean closed = new AtomicBoolean();

    private MappedMemory(MemorySegment segment) {
        this.segment = segment;
    }

    /// Maps the first `bytes` bytes of `fd`, shared, for reading and writing.
    ///
    /// @param flags further flags of mmap(2)
    /// @param attempted as for [SysException#check]
    public static MappedMemory shared(FileDescriptor fd, long bytes, int flags, String attempted) {
        long address =
                SysException.check(
                        LibC.get()
                                .mmap(
                                        MemorySegment.NULL,
                                        bytes,
                                        Constants.PROT_READ | Constants.PROT_WRITE,
                                        Constants.MAP_SHARED | flags,
                                        fd.fd(),
                                        0),
                        attempted);
        return new MappedMemory(MemorySegment.ofAddress(address).reinterpret(bytes));
    }

    /// Maps `bytes` bytes of new, private memory, which is zero. Pages take no room until they are
    /// first written.
    ///
    /// @param attempted as for [SysException#check]
    public static MappedMemory anonymous(long bytes, String attempted) {
        long address =
                SysException.check(
                        LibC.get()
                                .mmap(
                                        MemorySegment.NULL,
                                        bytes,
                                        Constants.PROT_READ | Constants.PROT_WRITE,
                                        Constants.MAP_PRIVATE | Constants.MAP_ANONYMOUS,
                                        -1,
                                        0),
                        attempted);
        return new MappedMemory(MemorySegment.ofAddress(address).reinterpret(bytes));
    }

    public MemorySegment segment() {
        return segment;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            LibC.get().munmap(segment, segment.byteSize());
        }
    }
}
