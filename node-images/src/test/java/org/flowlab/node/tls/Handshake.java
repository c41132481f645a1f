package org.flowlab.node.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Two ends of TLS joined back to back in memory; keeps what each sent.
final class Handshake implements AutoCloseable {
    final EmbeddedChannel client;
    final EmbeddedChannel server;
    final SslHandler clientTls;
    final SslHandler serverTls;

    /// Each flight of the client, from the Client Hello on.
    final List<byte[]> fromClient = new ArrayList<>();

    final List<byte[]> fromServer = new ArrayList<>();

    Handshake(SslHandler clientTls, SslHandler serverTls) {
        this.clientTls = clientTls;
        this.serverTls = serverTls;
        server = new EmbeddedChannel(serverTls);
        client = new EmbeddedChannel(clientTls);
        pump();
    }

    void pump() {
        boolean moved = true;
        while (moved) {
            moved = move(client, server, fromClient) | move(server, client, fromServer);
        }
    }

    private static boolean move(EmbeddedChannel from, EmbeddedChannel to, List<byte[]> kept) {
        from.runPendingTasks();
        ByteArrayOutputStream flight = new ByteArrayOutputStream();
        for (ByteBuf out = from.readOutbound(); out != null; out = from.readOutbound()) {
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            out.release();
            flight.writeBytes(bytes);
        }
        if (flight.size() == 0) {
            return false;
        }
        kept.add(flight.toByteArray());
        if (to.isOpen()) {
            try {
                to.writeInbound(Unpooled.wrappedBuffer(flight.toByteArray()));
            } catch (Exception e) {
                // A failed handshake also fails its future, which tests look at.
                return true;
            }
        }
        return true;
    }

    /// Has the server say something: in TLS 1.3 BoringSSL's session tickets ride with its first
    /// data.
    Handshake answered() {
        server.writeOutbound(Unpooled.wrappedBuffer(new byte[] {1}));
        pump();
        return this;
    }

    boolean succeeded() {
        return clientTls.handshakeFuture().isSuccess() && serverTls.handshakeFuture().isSuccess();
    }

    /// Types of the handshake messages that a flight shows before encryption starts.
    static List<Integer> messages(byte[] flight) {
        List<Integer> types = new ArrayList<>();
        ByteBuf in = Unpooled.wrappedBuffer(flight);
        ByteBuf handshake = Unpooled.buffer();
        boolean encrypted = false;
        while (in.readableBytes() >= 5) {
            int type = in.readUnsignedByte();
            in.skipBytes(2);
            ByteBuf record = in.readSlice(in.readUnsignedShort());
            encrypted |= type == 20;
            if (type == 22 && !encrypted) {
                handshake.writeBytes(record);
            }
        }
        while (handshake.readableBytes() >= 4) {
            types.add((int) handshake.readUnsignedByte());
            handshake.skipBytes(handshake.readUnsignedMedium());
        }
        return types;
    }

    /// Types of the extensions of the hello (client's or server's) that a flight starts with.
    static List<Integer> extensions(byte[] flight) {
        ByteBuf in = Unpooled.wrappedBuffer(flight);
        in.skipBytes(5);
        boolean clientHello = in.readUnsignedByte() == 1;
        in.skipBytes(3 + 2 + 32);
        in.skipBytes(in.readUnsignedByte());
        if (clientHello) {
            in.skipBytes(in.readUnsignedShort());
            in.skipBytes(in.readUnsignedByte());
        } else {
            in.skipBytes(3);
        }
        List<Integer> types = new ArrayList<>();
        ByteBuf extensions = in.readSlice(in.readUnsignedShort());
        while (extensions.isReadable()) {
            types.add(extensions.readUnsignedShort());
            extensions.skipBytes(extensions.readUnsignedShort());
        }
        return types;
    }

    @Override
    public void close() {
        client.finishAndReleaseAll();
        server.finishAndReleaseAll();
    }
}
