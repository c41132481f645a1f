package org.flowlab.sys;

import static org.flowlab.sys.libc.Constants.SIGINT;
import static org.flowlab.sys.libc.Constants.SIGQUIT;
import static org.flowlab.sys.libc.Constants.SIG_IGN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;

/// Lets Ctrl-C and Ctrl-\\ of the terminal pass this process by while another one has the terminal.
/// A process that was started before is not concerned.
public final class KeyboardSignals implements AutoCloseable {
    /// Larger than any system's `struct sigaction`, whose first member is the handler.
    private static final int ACTION_BYTES = 256;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment interrupt;
    private final MemorySegment quit;

    private KeyboardSignals() {
        interrupt = ignore(SIGINT);
        quit = ignore(SIGQUIT);
    }

    /// Ignores them until it is closed.
    public static KeyboardSignals ignore() {
        return new KeyboardSignals();
    }

    private MemorySegment ignore(int signal) {
        MemorySegment action = arena.allocate(ACTION_BYTES);
        action.set(ValueLayout.JAVA_LONG, 0, SIG_IGN);
        MemorySegment before = arena.allocate(ACTION_BYTES);
        SysException.check(
                LibC.get().sigaction(signal, action, before), "ignore a signal: sigaction");
        return before;
    }

    @Override
    public void close() {
        MemorySegment nothing = arena.allocate(ACTION_BYTES);
        LibC.get().sigaction(SIGINT, interrupt, nothing);
        LibC.get().sigaction(SIGQUIT, quit, nothing);
        arena.close();
    }
}
