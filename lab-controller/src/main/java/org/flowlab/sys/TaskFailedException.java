package org.flowlab.sys;

import org.jspecify.annotations.Nullable;

/// A task that was run in a namespace threw a checked exception, which is the cause.
public final class TaskFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TaskFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
