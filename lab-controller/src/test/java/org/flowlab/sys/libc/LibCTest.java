package org.flowlab.sys.libc;

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
            assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + fd.fd())))
                    .as("flags, O_CLOEXEC among them")
                    .containsPattern("flags:\\s+02\\d{6}\\b");
            fd.close();
            fd.close();
            assertThat(fd.isOpen()).isFalse();
            assertThatThrownBy(fd::fd).isInstanceOf(IllegalStateException.class);
        }
        assertThat(path).hasContent("abcab");
    }

    @Test
    void every_function_links() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment m = arena.allocate(64);
            MemorySegment nil = MemorySegment.NULL;
            assertThat(libc.prctl(Constants.PR_SET_TIMERSLACK, 1, 0, 0, 0)).isZero();
            assertThat(libc.getrlimit(Constants.RLIMIT_NOFILE, m)).isZero();
            assertThat(libc.setrlimit(Constants.RLIMIT_NOFILE, m)).isZero();
            assertThat(libc.unshare(0)).isZero();
            assertThat(libc.setns(-1, 0)).isEqualTo(-Errno.EBADF);
            assertThat(libc.umount2("/nonexistent", 0)).isNegative();
            assertThat(libc.mount("a", "/nonexistent", "b", 0, nil)).isNegative();
            assertThat(libc.sched_setscheduler(-1, 0, m)).isEqualTo(-Errno.EINVAL);
            assertThat(libc.bind(-1, m, 16)).isEqualTo(-Errno.EBADF);
            assertThat(libc.setsockopt(-1, 0, 0, m, 4)).isEqualTo(-Errno.EBADF);
            assertThat(libc.getsockopt(-1, 0, 0, m, m)).isEqualTo(-Errno.EBADF);
            assertThat(libc.send(-1, m, 1, 0)).isEqualTo(-Errno.EBADF);
            assertThat(libc.recv(-1, m, 1, 0)).isEqualTo(-Errno.EBADF);
            assertThat(libc.sendmmsg(-1, m, 1, 0)).isEqualTo(-Errno.EBADF);
            assertThat(libc.munmap(m, -1)).isEqualTo(-Errno.EINVAL);
        }
    }
}
