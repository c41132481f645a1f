package org.flowlab.sys;

import org.flowlab.sys.libc.SysException;

/// Thrown when this machine does not allow something that the lab needs. The message says in one
/// paragraph what is missing and how to get it. The command line then ends with exit status 3.
public final class UnsupportedMachineException extends SysException {
    private static final long serialVersionUID = 1;

    /// For what other programs than the kernel refuse.
    ///
    /// @param attempted what was attempted on what
    /// @param remedy the reason and what to do, without a full stop at its end
    public UnsupportedMachineException(String attempted, String remedy) {
        this(attempted, 0, remedy);
    }

    UnsupportedMachineException(String attempted, int errno, String remedy) {
        super(attempted, errno, remedy);
    }

    /// Makes an exception that says why the kernel refused the call of `refused`.
    static UnsupportedMachineException explain(SysException refused) {
        UnsupportedMachineException e =
                new UnsupportedMachineException(
                        refused.attempted(),
                        refused.errno(),
                        Diagnosis.remedy(refused.errno(), MachineFacts.read()));
        e.initCause(refused);
        return e;
    }

    /// Makes an exception that says why `attempted` failed with `errno`.
    static UnsupportedMachineException explain(String attempted, int errno) {
        return new UnsupportedMachineException(
                attempted, errno, Diagnosis.remedy(errno, MachineFacts.read()));
    }
}
