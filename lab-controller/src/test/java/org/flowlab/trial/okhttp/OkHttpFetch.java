package org.flowlab.trial.okhttp;

import com.squareup.okhttp.MediaType;
import com.squareup.okhttp.OkHttpClient;
import com.squareup.okhttp.Protocol;
import com.squareup.okhttp.Request;
import com.squareup.okhttp.RequestBody;
import com.squareup.okhttp.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;

/// Fetches `FLOWLAB_URL` through `FLOWLAB_PROXY`, which OkHttp takes for a plain one: its sockets
/// speak TLS by themselves. With the argument `much`: large bodies both ways, and many at once.
public final class OkHttpFetch {
    private static final int MIB = 1 << 20;

    private final OkHttpClient client = new OkHttpClient();
    private final String url = System.getenv("FLOWLAB_URL");

    private OkHttpFetch() throws Exception {
        SSLSocketFactory tls = Tls.ofTheLab().getSocketFactory();
        URI proxy = URI.create(System.getenv("FLOWLAB_PROXY"));
        int port = proxy.getPort() < 0 ? 443 : proxy.getPort();
        client.setProxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
        client.setSocketFactory(tls);
        client.setSslSocketFactory(tls);
        boolean spdy = System.getenv("FLOWLAB_FLOW").endsWith(".https-spdy");
        client.setProtocols(
                spdy ? List.of(Protocol.SPDY_3, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1));
        client.setReadTimeout(30, TimeUnit.SECONDS);
    }

    public static void main(String[] arguments) throws Exception {
        OkHttpFetch fetch = new OkHttpFetch();
        if (arguments.length > 0) {
            fetch.much();
        } else {
            System.out.println(fetch.get(fetch.url).length + " bytes");
        }
        System.exit(0);
    }

    private byte[] get(String from) throws IOException {
        return body(new Request.Builder().url(from).build());
    }

    private byte[] body(Request request) throws IOException {
        Response response = client.newCall(request).execute();
        if (response.code() != 200) {
            throw new IOException(response.toString());
        }
        return response.body().bytes();
    }

    private void much() throws Exception {
        expect("large", get(url + "bytes/" + 6 * MIB), Tls.filling(6 * MIB));
        byte[] sent = new byte[5 * MIB];
        new Random(1).nextBytes(sent);
        RequestBody body = RequestBody.create(MediaType.parse("application/octet-stream"), sent);
        expect("echo", body(new Request.Builder().url(url + "echo").post(body).build()), sent);
        try (ExecutorService all = Executors.newFixedThreadPool(40)) {
            List<Future<byte[]>> answers = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                String one = url + "bytes/" + (100_000 + i);
                answers.add(all.submit(() -> get(one)));
            }
            for (int i = 0; i < answers.size(); i++) {
                expect("many", answers.get(i).get(), Tls.filling(100_000 + i));
            }
        }
    }

    private static void expect(String what, byte[] got, byte[] expected) {
        if (!Arrays.equals(got, expected)) {
            throw new AssertionError(what + ": " + got.length + " other bytes");
        }
        System.out.println(what + ": " + got.length + " bytes");
    }
}
