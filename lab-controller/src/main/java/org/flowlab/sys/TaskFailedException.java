package org.flowlab.sys;

import org.jspecify.annotations.Nullable;

/// Thrown when a task on an [OwnThread] threw a checked exception, which is the cause.
public final class TaskFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TaskFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
