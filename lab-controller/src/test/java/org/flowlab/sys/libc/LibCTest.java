package org.flowlab.sys.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibCTest {
    private final LibC libc = LibC.get();

    @Test
    void a_call_that_fails_returns_minus_errno() {
        assertThat(libc.open("/nonexistent/file", Constants.O_RDONLY, 0)).isEqualTo(-Errno.ENOENT);
        assertThat(libc.close(-1)).isEqualTo(-Errno.EBADF);
        try (Arena arena = Arena.ofConfined()) {
            assertThat(libc.read(-1, arena.allocate(1), 1)).isEqualTo(-Errno.EBADF);
            assertThat(libc.ioctl(-1, 0, arena.allocate(40))).isEqualTo(-Errno.EBADF);
            assertThat(
                            libc.mmap(
                                    MemorySegment.NULL,
                                    4096,
                                    Constants.PROT_READ,
                                    Constants.MAP_SHARED,
                                    -1,
                                    0))
                    .isEqualTo(-Errno.EBADF);
        }
    }

    @Test
    void a_failure_says_what_was_attempted_on_what_and_the_name_of_the_errno() {
        assertThatThrownBy(() -> FileDescriptor.open("/nonexistent/file"))
                .isInstanceOf(SysException.class)
                .hasMessage("open \"/nonexistent/file\": ENOENT");
        assertThatThrownBy(() -> SysException.check(-Errno.EPERM, "unshare"))
                .hasMessageStartingWith("unshare: EPERM (needs a capability");
        assertThat(new SysException("x", 12345).getMessage()).isEqualTo("x: errno 12345");
    }

    @Test
    void a_file_is_written_read_and_closed_once(@TempDir Path folder) throws Exception {
        Path path = Files.writeString(folder.resolve("ä"), "abc");
        try (Arena arena = Arena.ofConfined();
                FileDescriptor fd = FileDescriptor.open(path.toString(), Constants.O_RDWR)) {
            MemorySegment buffer = arena.allocate(8);
            assertThat(libc.read(fd.fd(), buffer, 8)).isEqualTo(3);
            assertThat(buffer.getString(0)).isEqualTo("abc");
            assertThat(libc.write(fd.fd(), buffer, 2)).isEqualTo(2);
            assertThat(libc.fcntl(fd.fd(), Constants.F_GETFD, 0)).isEqualTo(1);
            fd.close();
            fd.close();
            assertThat(fd.isOpen()).isFalse();
            assertThatThrownBy(fd::fd).isInstanceOf(IllegalStateException.class);
        }
        assertThat(path).hasContent("abcab");
    }

    @Test
    void epoll_reports_the_eventfd_that_was_written_to() {
        try (Arena arena = Arena.ofConfined();
                FileDescriptor epoll =
                        new FileDescriptor(libc.epoll_create1(Constants.EPOLL_CLOEXEC), "epoll");
                FileDescriptor event =
                        new FileDescriptor(libc.eventfd(0, Constants.EFD_NONBLOCK), "eventfd")) {
            MemorySegment events = arena.allocate(2L * Structs.EPOLL_EVENT_BYTES);
            events.set(JAVA_INT_UNALIGNED, 0, Constants.EPOLLIN);
            events.set(JAVA_LONG_UNALIGNED, Structs.EPOLL_DATA_OFFSET, 0x1122334455667788L);
            assertThat(libc.epoll_ctl(epoll.fd(), Constants.EPOLL_CTL_ADD, event.fd(), events))
                    .isZero();
            MemorySegment timeout = arena.allocate(Structs.TIMESPEC);
            timeout.set(JAVA_LONG, 8, 1_000_000);
            events.fill((byte) 0);
            assertThat(libc.epoll_pwait2(epoll.fd(), events, 2, timeout, MemorySegment.NULL))
                    .isZero();

            MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
            assertThat(libc.write(event.fd(), one, 8)).isEqualTo(8);
            assertThat(libc.epoll_pwait2(epoll.fd(), events, 2, timeout, MemorySegment.NULL))
                    .isOne();
            assertThat(events.get(JAVA_LONG_UNALIGNED, Structs.EPOLL_DATA_OFFSET))
                    .isEqualTo(0x1122334455667788L);
        }
    }

    @Test
    void the_kernels_monotonic_clock_is_the_one_of_nano_time() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment t = arena.allocate(Structs.TIMESPEC);
            long before = System.nanoTime();
            assertThat(libc.clock_gettime(Constants.CLOCK_MONOTONIC, t)).isZero();
            long after = System.nanoTime();
            assertThat(t.get(JAVA_LONG, 0) * 1_000_000_000L + t.get(JAVA_LONG, 8))
                    .isBetween(before, after);
        }
    }

    @Test
    void a_sleep_returns_its_error_negated() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment t = arena.allocate(Structs.TIMESPEC);
            t.set(JAVA_LONG, 8, 1_000);
            assertThat(libc.clock_nanosleep(Constants.CLOCK_MONOTONIC, 0, t, MemorySegment.NULL))
                    .isZero();
            t.set(JAVA_LONG, 8, -1);
            assertThat(libc.clock_nanosleep(Constants.CLOCK_MONOTONIC, 0, t, MemorySegment.NULL))
                    .isEqualTo(-Errno.EINVAL);
        }
    }

    @Test
    void every_function_links() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment m = arena.allocate(64);
            MemorySegment nil = MemorySegment.NULL;
            assertThat(libc.gettid()).isPositive();
            assertThat(libc.geteuid()).isNotNegative();
            assertThat(libc.sched_yield()).isZero();
            assertThat(libc.prctl(Constants.PR_SET_TIMERSLACK, 1, 0, 0, 0)).isZero();
            assertThat(libc.getrlimit(Constants.RLIMIT_NOFILE, m)).isZero();
            assertThat(libc.setrlimit(Constants.RLIMIT_NOFILE, m)).isZero();
            assertThat(libc.unshare(0)).isZero();
            assertThat(libc.setns(-1, 0)).isEqualTo(-Errno.EBADF);
            assertThat(libc.umount2("/nonexistent", 0)).isNegative();
            assertThat(libc.mount("a", "/nonexistent", "b", 0, nil)).isNegative();
            assertThat(libc.sched_setscheduler(-1, 0, m)).isEqualTo(-Errno.EINVAL);
            assertThat(libc.sched_setaffinity(0, 0, m)).isEqualTo(-Errno.EINVAL);
            assertThat(libc.bind(-1, m, 16)).isEqualTo(-Errno.EBADF);
            assertThat(libc.getsockname(-1, m, m)).isEqualTo(-Errno.EBADF);
            assertThat(libc.setsockopt(-1, 0, 0, m, 4)).isEqualTo(-Errno.EBADF);
            assertThat(libc.getsockopt(-1, 0, 0, m, m)).isEqualTo(-Errno.EBADF);
            assertThat(libc.send(-1, m, 1, 0)).isEqualTo(-Errno.EBADF);
            assertThat(libc.recv(-1, m, 1, 0)).isEqualTo(-Errno.EBADF);
            assertThat(libc.sendto(-1, m, 1, 0, m, 16)).isEqualTo(-Errno.EBADF);
            assertThat(libc.recvfrom(-1, m, 1, 0, nil, nil)).isEqualTo(-Errno.EBADF);
            assertThat(libc.sendmmsg(-1, m, 1, 0)).isEqualTo(-Errno.EBADF);
            assertThat(libc.recvmmsg(-1, m, 1, 0, nil)).isEqualTo(-Errno.EBADF);
            assertThat(libc.munmap(m, -1)).isEqualTo(-Errno.EINVAL);
            assertThat(libc.mlock(m, 0)).isZero();
            assertThat(libc.poll(m, 0, 0)).isZero();
            assertThat(libc.ppoll(m, 0, m.fill((byte) 0), nil)).isZero();
            assertThat(libc.timerfd_create(-1, 0)).isEqualTo(-Errno.EINVAL);
            assertThat(libc.timerfd_settime(-1, 0, m, nil)).isEqualTo(-Errno.EBADF);
        }
    }
}
