package org.flowlab.sys;

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
}
