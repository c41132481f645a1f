package org.flowlab.node.http1;

import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import org.flowlab.node.spec.NodeSpec.Limits;

/// HTTP/1.1 codecs within a node's limits (RFC 9112).
public final class Http1 {
    private static final int CHUNK_BYTES = 16_384;

    private Http1() {}

    public static HttpServerCodec server(Limits limits) {
        return new HttpServerCodec(config(limits));
    }

    /// A codec for a client. It may be removed once a CONNECT was answered with 200; bytes that it
    /// read behind the answer are then passed on.
    public static HttpClientCodec client(Limits limits) {
        return new HttpClientCodec(config(limits), false, true);
    }

    private static HttpDecoderConfig config(Limits limits) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.headerBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(CHUNK_BYTES);
    }
}
