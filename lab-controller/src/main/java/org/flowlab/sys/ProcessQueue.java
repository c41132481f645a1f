package org.flowlab.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.flowlab.sys.libc.Constants.AF_UNIX;
import static org.flowlab.sys.libc.Constants.SOCK_CLOEXEC;
import static org.flowlab.sys.libc.Constants.SOCK_NONBLOCK;
import static org.flowlab.sys.libc.Constants.SOCK_STREAM;
import static org.flowlab.sys.libc.Constants.SOL_SOCKET;
import static org.flowlab.sys.libc.Constants.SO_PEERCRED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;
import org.jspecify.annotations.Nullable;

/// A queue of the machine's processes, of whatever user. The first one has what they wait for.
///
/// A place in the queue is an abstract name of a Unix-domain socket that listens (unix(7)). Who
/// waits is connected to the place before its own, and takes that when the connection ends. So the
/// kernel frees a place when its process ends in any way, no file is left behind, and nobody can
/// overtake. The names are those of the network namespace in which this process was started: a
/// process in a container with a network of its own has another queue.
public final class ProcessQueue {
    /// The number of places. Who finds them all taken waits for the last one, without order.
    static final int PLACES = 16;

    /// Connections that wait at a place are never accepted, so they need room; the kernel allows at
    /// most `net.core.somaxconn`.
    private static final int BACKLOG = 4096;

    /// `struct ucred { pid_t pid; uid_t uid; gid_t gid; };`
    private static final int UCRED_BYTES = 12;

    private static final LibC LIBC = LibC.get();

    private final String name;

    private ProcessQueue(String name) {
        this.name = name;
    }

    /// @param name of what the processes wait for, such as `org.flowlab.measuring`
    public static ProcessQueue named(String name) {
        return new ProcessQueue(name);
    }

    /// Enters the queue at its end. It does not wait.
    ///
    /// @throws SysException if the process may not open another socket
    public QueueSpot enter() {
        return new QueueSpot(this);
    }

    /// Connects to a place; the connection ends when the place becomes free.
    ///
    /// @return null if nobody has the place
    @Nullable FileDescriptor connect(int place) {
        FileDescriptor socket = socket();
        try {
            if (isTaken(socket, place)) {
                return socket;
            }
            socket.close();
            return null;
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// Connects to the last place that is taken.
    Last last() {
        FileDescriptor socket = socket();
        try {
            for (int place = PLACES - 1; place >= 0; place--) {
                if (isTaken(socket, place)) {
                    return new Last(place, socket);
                }
            }
            socket.close();
            return new Last(-1, null);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// The end of the queue.
    ///
    /// @param place -1 if the queue is empty
    /// @param connection to that place
    record Last(int place, @Nullable FileDescriptor connection) {}

    /// Takes a place.
    ///
    /// @return null if another process has it
    @Nullable FileDescriptor take(int place) {
        FileDescriptor socket = socket();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(arena, place);
            int bound = LIBC.bind(socket.fd(), address, (int) address.byteSize());
            if (bound == -Errno.EADDRINUSE) {
                socket.close();
                return null;
            }
            SysException.check(bound, "take place " + place + " of " + name + ": bind");
            SysException.check(
                    LIBC.listen(socket.fd(), BACKLOG), "take place " + place + ": listen");
            return socket;
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// The process that listened at the other end when a connection was made; empty if this process
    /// cannot see it, as from a container.
    static OptionalLong process(FileDescriptor connection) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment credentials = arena.allocate(UCRED_BYTES, Integer.BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, UCRED_BYTES);
            int got =
                    LIBC.getsockopt(connection.fd(), SOL_SOCKET, SO_PEERCRED, credentials, length);
            int pid = credentials.get(JAVA_INT, 0);
            return got < 0 || pid <= 0 ? OptionalLong.empty() : OptionalLong.of(pid);
        }
    }

    private boolean isTaken(FileDescriptor socket, int place) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(arena, place);
            int result = LIBC.connect(socket.fd(), address, (int) address.byteSize());
            if (result == -Errno.ECONNREFUSED) {
                return false;
            }
            if (result != -Errno.EAGAIN) { // the place's backlog is full: it is taken
                SysException.check(result, "ask for place " + place + " of " + name + ": connect");
            }
            return true;
        }
    }

    private static FileDescriptor socket() {
        return FileDescriptor.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    }

    /// `struct sockaddr_un`: the family, and an abstract name, which begins with a zero byte and
    /// ends with the structure.
    private MemorySegment address(Arena arena, int place) {
        byte[] text = (name + "/" + place).getBytes(StandardCharsets.UTF_8);
        MemorySegment address = arena.allocate(Short.BYTES + 1L + text.length, Short.BYTES);
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(text, 0, address, JAVA_BYTE, Short.BYTES + 1L, text.length);
        return address;
    }
}
