package org.flowlab.store;

import java.io.IOException;

/// The disk has too little room for what is to be written: how much is needed, where, how much is
/// free, and what to do.
public final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1;

    NoRoomException(String message) {
        super(message);
    }
}
