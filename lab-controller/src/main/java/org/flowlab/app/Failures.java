package org.flowlab.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Says in words what a file operation failed with: the exceptions of `java.nio.file` name the file
/// alone and leave the rest to their class.
final class Failures {
    private Failures() {}

    static String words(IOException e) {
        if (!(e instanceof FileSystemException file)) {
            String message = e.getMessage();
            return message == null ? e.toString() : message;
        }
        String reason =
                switch (file) {
                    case AccessDeniedException _ -> "permission denied";
                    case NoSuchFileException _ -> "no such file or folder";
                    case NotDirectoryException _ -> "is not a folder";
                    case FileAlreadyExistsException _ -> "is there already";
                    default -> "cannot be used";
                };
        String told = file.getReason();
        return file.getFile() + ": " + (told == null ? reason : told);
    }
}
