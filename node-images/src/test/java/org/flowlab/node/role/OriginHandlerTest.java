package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OriginHandlerTest {
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new OriginHandler(Limits.DEFAULT, false));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static HttpRequest request(HttpMethod method, String target) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target);
        request.headers().set(HttpHeaderNames.HOST, "origin");
        return request;
    }

    private HttpResponseStatus answered() {
        return ((HttpResponse) channel.readOutbound()).status();
    }

    @Test
    void what_was_to_be_echoed_is_released_when_the_rest_is_malformed() {
        ByteBuf part = Unpooled.copiedBuffer("abc", StandardCharsets.US_ASCII);
        LastHttpContent malformed = new DefaultLastHttpContent();
        malformed.setDecoderResult(DecoderResult.failure(new NumberFormatException("chunk size")));

        channel.writeInbound(request(HttpMethod.POST, "/echo"), new DefaultHttpContent(part));
        assertThat(part.refCnt()).as("kept").isPositive();
        channel.writeInbound(malformed);

        assertThat(answered()).isEqualTo(HttpResponseStatus.BAD_REQUEST);
        assertThat(part.refCnt()).isZero();
    }
}
