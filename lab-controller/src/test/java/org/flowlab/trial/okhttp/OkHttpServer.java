package org.flowlab.trial.okhttp;

import com.squareup.okhttp.Protocol;
import com.squareup.okhttp.internal.framed.ErrorCode;
import com.squareup.okhttp.internal.framed.FramedConnection;
import com.squareup.okhttp.internal.framed.FramedStream;
import com.squareup.okhttp.internal.framed.Header;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;

/// A server on OkHttp's SPDY/3.1, on port 443: an origin, whose `/bytes/N` is N bytes and all else
/// a few; or, with the argument `proxy`, a proxy: CONNECT and GET of absolute URLs.
public final class OkHttpServer extends FramedConnection.Listener {
    private final boolean proxy;

    private OkHttpServer(boolean proxy) {
        this.proxy = proxy;
    }

    public static void main(String[] arguments) throws Exception {
        OkHttpServer server = new OkHttpServer(arguments.length > 0);
        try (SSLServerSocket listening =
                (SSLServerSocket) Tls.ofTheLab().getServerSocketFactory().createServerSocket(443)) {
            SSLParameters parameters = listening.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"spdy/3.1"});
            listening.setSSLParameters(parameters);
            while (true) {
                SSLSocket socket = (SSLSocket) listening.accept();
                Thread.ofPlatform().start(() -> server.begin(socket));
            }
        }
    }

    private void begin(SSLSocket socket) {
        try {
            socket.setTcpNoDelay(true);
            socket.startHandshake();
            new FramedConnection.Builder(false)
                    .socket(socket)
                    .protocol(Protocol.SPDY_3)
                    .listener(this)
                    .build()
                    .sendConnectionPreface();
        } catch (IOException e) {
            System.out.println(e);
        }
    }

    /// Has a thread of its own for each stream.
    @Override
    public void onStream(FramedStream stream) throws IOException {
        String path = header(stream, ":path");
        if (!proxy) {
            int bytes = path.startsWith("/bytes/") ? Integer.parseInt(path.substring(7)) : 6;
            stream.reply(answer("200 OK"), true);
            try (BufferedSink body = Okio.buffer(stream.getSink())) {
                body.write(Tls.filling(bytes));
            }
        } else if (header(stream, ":method").equals("CONNECT")) {
            tunnel(stream, path);
        } else {
            forward(stream, path);
        }
    }

    private static void tunnel(FramedStream stream, String authority) throws IOException {
        int colon = authority.lastIndexOf(':');
        int port = Integer.parseInt(authority.substring(colon + 1));
        try (Socket origin = new Socket(authority.substring(0, colon), port)) {
            origin.setTcpNoDelay(true);
            stream.reply(answer("200 Connection Established"), true);
            Thread up =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            pour(
                                                    stream.getSource(),
                                                    Okio.buffer(Okio.sink(origin)));
                                            origin.shutdownOutput();
                                        } catch (IOException e) {
                                            stream.closeLater(ErrorCode.CANCEL);
                                        }
                                    });
            BufferedSink down = Okio.buffer(stream.getSink());
            pour(Okio.source(origin), down);
            down.close();
            up.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forward(FramedStream stream, String url) throws IOException {
        var fetched = (HttpURLConnection) URI.create(url).toURL().openConnection();
        fetched.setRequestProperty("Connection", "close");
        stream.reply(answer(fetched.getResponseCode() + " " + fetched.getResponseMessage()), true);
        try (BufferedSink body = Okio.buffer(stream.getSink())) {
            pour(Okio.source(fetched.getInputStream()), body);
        }
    }

    private static void pour(Source from, BufferedSink to) throws IOException {
        BufferedSource source = Okio.buffer(from);
        while (source.read(to.buffer(), 8_192) >= 0) {
            to.flush();
        }
    }

    private static List<Header> answer(String status) {
        return List.of(new Header(":status", status), new Header(":version", "HTTP/1.1"));
    }

    private static String header(FramedStream stream, String name) {
        return stream.getRequestHeaders().stream()
                .filter(h -> h.name.utf8().equals(name))
                .map(h -> h.value.utf8())
                .findFirst()
                .orElse("");
    }
}
