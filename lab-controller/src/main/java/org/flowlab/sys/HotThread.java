package org.flowlab.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;

/// Prepares a platform thread for work that must wake on time.
public final class HotThread {
    private HotThread() {}

    /// Makes the calling thread's timers expire on the nanosecond instead of up to 50 µs late
    /// (prctl(2), `PR_SET_TIMERSLACK`). This holds until the thread ends.
    public static void wakeOnTime() {
        SysException.check(
                LibC.get().prctl(Constants.PR_SET_TIMERSLACK, 1, 0, 0, 0),
                "set the thread's timer slack to 1 ns: prctl");
    }

    /// Makes the calling thread run before all threads of ordinary priority whenever it has
    /// something to do (sched(7), `SCHED_FIFO`), so that it wakes on time even on a busy machine.
    ///
    /// @return false if the machine does not allow it, for example without CAP_SYS_NICE; then
    ///   nothing has changed
    public static boolean runFirst() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment priority = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
            return LibC.get().sched_setscheduler(0, Constants.SCHED_FIFO, priority) >= 0;
        }
    }
}
