package org.flowlab.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// Reads a user's file as text. It must be UTF-8, of bounded size and without control characters.
final class YamlText {
    static final int MOST_BYTES = 4 << 20;

    private YamlText() {}

    /// Reads the bytes of a file.
    ///
    /// @throws InputException if it is not a regular file, cannot be read, or is larger than 4 MiB
    static byte[] read(Path path) {
        if (path.toString().isEmpty()) {
            throw new InputException("the file's name is empty; name a YAML file");
        }
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            if (file.isDirectory()) {
                throw new InputException(path + ": is a folder; name a YAML file in it");
            }
            if (!file.isRegularFile() || isOfTheKernel(path)) {
                throw new InputException(path + ": is not a regular file");
            }
            return readRegular(path);
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such file");
        } catch (AccessDeniedException e) {
            throw new InputException(path + ": cannot be read: permission denied");
        } catch (FileSystemException e) {
            throw new InputException(path + ": cannot be read: " + e.getReason());
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read: " + e.getMessage());
        }
    }

    /// Whether a file is one of the kernel's, such as /proc/kmsg, which may have no end.
    private static boolean isOfTheKernel(Path path) throws IOException {
        Path real = path.toRealPath();
        return real.startsWith("/proc") || real.startsWith("/sys");
    }

    private static byte[] readRegular(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new InputException(
                        path
                                + ": is larger than "
                                + (MOST_BYTES >> 20)
                                + " MiB, the most for a topology or an experiment");
            }
            return bytes;
        }
    }

    /// Decodes the text of a file.
    ///
    /// @param name the file's name, for messages
    /// @throws InputException if the bytes are not text in UTF-8
    static String of(String name, byte[] bytes) {
        if (isUtf32(bytes)) {
            throw new InputException(name + ": is UTF-32; save it as UTF-8");
        }
        if (isUtf16(bytes)) {
            throw new InputException(name + ": is UTF-16; save it as UTF-8");
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw at(name, bytes, i, "a NUL byte: this is a binary file, not YAML text");
            }
        }
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw at(
                    name,
                    bytes,
                    in.position(),
                    "not UTF-8: this is a binary file, or a text in another encoding");
        }
        String text = out.flip().toString();
        checkCharacters(name, text);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /// Whether the text begins with a byte order mark of UTF-32.
    private static boolean isUtf32(byte[] b) {
        return b.length >= 4
                && ((b[0] == -1 && b[1] == -2 && b[2] == 0 && b[3] == 0)
                        || (b[0] == 0 && b[1] == 0 && b[2] == -2 && b[3] == -1));
    }

    /// Whether the text begins with a byte order mark of UTF-16 or, without one, every second byte
    /// at its beginning is NUL.
    private static boolean isUtf16(byte[] b) {
        if (b.length >= 2 && ((b[0] == -2 && b[1] == -1) || (b[0] == -1 && b[1] == -2))) {
            return true;
        }
        return b.length >= 4
                && (b[0] == 0) != (b[1] == 0)
                && (b[0] == 0) == (b[2] == 0)
                && (b[1] == 0) == (b[3] == 0);
    }

    private static void checkCharacters(String name, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = Character.isISOControl(c) && "\t\n\r\u0085".indexOf(c) < 0;
            if (control || c == '\uFFFE' || c == '\uFFFF') {
                byte[] before = text.substring(0, i).getBytes(StandardCharsets.UTF_8);
                throw at(
                        name,
                        before,
                        before.length,
                        "control character U+%04X is not allowed; remove it".formatted((int) c));
            }
        }
    }

    /// An error at the character that starts with byte number `index`.
    private static InputException at(String name, byte[] bytes, int index, String problem) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < index; i++) {
            if (bytes[i] == '\n') {
                line++;
                column = 1;
            } else if ((bytes[i] & 0xC0) != 0x80) { // the first byte of a character
                column++;
            }
        }
        return new InputException(name + ":" + line + ":" + column + ": " + problem);
    }
}
