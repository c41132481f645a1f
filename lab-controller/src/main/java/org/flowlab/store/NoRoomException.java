package org.flowlab.store;

import java.io.IOException;

/// An error because the disk has too little room. The message says how much is needed, where, how
/// much is free, and what to do.
public final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1;

    NoRoomException(String message) {
        super(message);
    }
}
