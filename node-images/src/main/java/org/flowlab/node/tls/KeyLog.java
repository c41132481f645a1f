package org.flowlab.node.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.internal.tcnative.SSLContext;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Makes BoringSSL report the secrets of every handshake, in the NSS key log format.
final class KeyLog {
    private static final Field NATIVE_CONTEXT = nativeContext();

    private KeyLog() {}

    /// @param lines receives the line of each secret, without a line end, on the thread of the
    ///   handshake
    static void install(SslContext context, Consumer<String> lines) {
        try {
            SSLContext.setKeyLogCallback(
                    NATIVE_CONTEXT.getLong(context),
                    (ssl, line) -> lines.accept(new String(line, StandardCharsets.US_ASCII)));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("read the native context of " + context, e);
        }
    }

    /// Finds Netty's protected field with the pointer that the callback needs. Netty has no key log
    /// of its own, and `sslCtxPointer()` is a different pointer.
    private static Field nativeContext() {
        try {
            Field field = ReferenceCountedOpenSslContext.class.getDeclaredField("ctx");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
