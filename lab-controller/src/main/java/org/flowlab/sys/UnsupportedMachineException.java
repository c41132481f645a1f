package org.flowlab.sys;

import org.flowlab.sys.libc.SysException;

/// This machine does not let the lab do what it must: what is missing, and how to get it, in one
/// paragraph. The command line ends with status 3.
public final class UnsupportedMachineException extends SysException {
    private static final long serialVersionUID = 1;

    UnsupportedMachineException(String attempted, int errno, String remedy) {
        super(attempted, errno, remedy);
    }

    /// Finds out why the kernel refused what `refused` tells.
    static UnsupportedMachineException explain(SysException refused) {
        UnsupportedMachineException e =
                new UnsupportedMachineException(
                        refused.attempted(),
                        refused.errno(),
                        Diagnosis.remedy(refused.errno(), MachineFacts.read()));
        e.initCause(refused);
        return e;
    }

    /// Finds out why `attempted` failed with `errno`.
    static UnsupportedMachineException explain(String attempted, int errno) {
        return new UnsupportedMachineException(
                attempted, errno, Diagnosis.remedy(errno, MachineFacts.read()));
    }
}
