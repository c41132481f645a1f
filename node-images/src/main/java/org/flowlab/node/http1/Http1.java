package org.flowlab.node.http1;

import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import org.flowlab.node.spec.NodeSpec.Limits;

/// Makes HTTP/1.1 codecs (RFC 9112) with a node's limits.
public final class Http1 {
    private static final int CHUNK_BYTES = 16_384;

    private Http1() {}

    public static HttpServerCodec server(Limits limits) {
        return new HttpServerCodec(config(limits));
    }

    /// Makes a client's codec. It can be removed when a CONNECT was answered with 200; it then
    /// passes on the bytes that it read after the answer.
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
