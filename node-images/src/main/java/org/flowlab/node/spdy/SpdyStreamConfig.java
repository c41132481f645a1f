package org.flowlab.node.spdy;

import static io.netty.channel.ChannelOption.ALLOW_HALF_CLOSURE;

import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.WriteBufferWaterMark;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A stream's options: Netty's own, and half-closure, which is on by default.
final class SpdyStreamConfig extends DefaultChannelConfig {
    private final SpdyStreamChannel stream;
    private volatile boolean allowHalfClosure = true;

    SpdyStreamConfig(SpdyStreamChannel channel, int bufferBytes) {
        super(channel);
        this.stream = channel;
        setWriteBufferWaterMark(new WriteBufferWaterMark(bufferBytes / 2, bufferBytes));
    }

    boolean isAllowHalfClosure() {
        return allowHalfClosure;
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(super.getOptions(), ALLOW_HALF_CLOSURE);
    }

    @SuppressWarnings("unchecked")
    @Override
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        return ALLOW_HALF_CLOSURE.equals(option)
                ? (T) Boolean.valueOf(allowHalfClosure)
                : super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        if (ALLOW_HALF_CLOSURE.equals(option)) {
            validate(option, value);
            allowHalfClosure = (Boolean) value;
            return true;
        }
        return super.setOption(option, value);
    }

    @Override
    protected void autoReadCleared() {
        stream.input.stopReading();
    }
}
