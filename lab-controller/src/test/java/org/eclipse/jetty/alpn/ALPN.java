package org.eclipse.jetty.alpn;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// OkHttp 2 knows Jetty's ALPN for Java 7 and 8 and none other; this has the same shape, over what
/// Java has had since. Found by name.
public final class ALPN {
    private static final Map<SSLSocket, Provider> PROVIDERS = new ConcurrentHashMap<>();

    private ALPN() {}

    /// Marks what OkHttp implements.
    public interface Provider {}

    public interface ClientProvider extends Provider {
        boolean supports();

        List<String> protocols();

        void unsupported();

        void selected(String protocol);
    }

    public interface ServerProvider extends Provider {
        void unsupported();

        @Nullable String select(List<String> protocols);
    }

    /// Called before the handshake.
    public static void put(SSLSocket socket, Provider provider) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(
                ((ClientProvider) provider).protocols().toArray(String[]::new));
        socket.setSSLParameters(parameters);
        PROVIDERS.put(socket, provider);
    }

    /// Called after the handshake: what was agreed upon.
    public static @Nullable Provider get(SSLSocket socket) {
        Provider provider = PROVIDERS.get(socket);
        if (provider instanceof ClientProvider client) {
            String agreed = socket.getApplicationProtocol();
            if (agreed == null || agreed.isEmpty()) {
                client.unsupported();
            } else {
                client.selected(agreed);
            }
        }
        return provider;
    }

    public static @Nullable Provider remove(SSLSocket socket) {
        return PROVIDERS.remove(socket);
    }
}
