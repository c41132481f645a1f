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

    /// Lets the calling thread's timers expire on the nanosecond instead of up to 50 µs late
    /// (prctl(2), `PR_SET_TIMERSLACK`), for as long as it lives.
    public static void wakeOnTime() {
        SysException.check(
                LibC.get().prctl(Constants.PR_SET_TIMERSLACK, 1, 0, 0, 0),
                "set the thread's timer slack to 1 ns: prctl");
    }

    /// Lets the calling thread run before all threads of ordinary priority as soon as it has
    /// something to do (sched(7), `SCHED_FIFO`): on a machine that is busy with other things it
    /// still wakes on time.
    ///
    /// @return false if the machine does not allow it, as without CAP_SYS_NICE; nothing is changed
    ///   then
    public static boolean runFirst() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment priority = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
            return LibC.get().sched_setscheduler(0, Constants.SCHED_FIFO, priority) >= 0;
        }
    }
}
