package org.flowlab.app;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// Makes the client for HTTP.
final class Https {
    private Https() {}

    static HttpClient client(URI base, Duration connectPatience) {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(connectPatience);
        if (!base.getScheme().equals("https")) {
            builder.sslContext(trustsNobody());
        }
        return builder.build();
    }

    /// For a client that speaks no TLS: the default one reads all of the machine's certificates.
    private static SSLContext trustsNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("make a TLS context that is not used", e);
        }
    }
}
