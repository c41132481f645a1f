package org.flowlab.dissect;

import org.jspecify.annotations.Nullable;

/// Reports the TCP connections of a [TcpReassembler] as conversations, and passes their bytes to
/// the layer above.
final class TcpConversations implements TcpListener {
    private final Dissection dissection;

    TcpConversations(Dissection dissection) {
        this.dissection = dissection;
    }

    /// State of one connection.
    private static final class Talk {
        final Teller teller;
        final Layer layer;

        /// Description of what is missing before the next bytes; null if nothing is.
        @Nullable String clientGap;

        @Nullable String serverGap;

        Talk(Dissection dissection, TcpConnection connection) {
            Carriage wire = new Carriage(null, 0, connection.client(), connection.server(), "", 0);
            teller = dissection.teller(wire, Conversation.Protocol.TCP);
            layer = new SniffLayer(dissection, wire.over(teller.conversation()));
        }
    }

    private Talk talk(TcpConnection connection) {
        if (connection.attachment instanceof Talk talk) {
            return talk;
        }
        Talk talk = new Talk(dissection, connection);
        connection.attachment = talk;
        return talk;
    }

    @Override
    public void handshake(TcpConnection connection, Handshake part, Passage passage) {
        Content content =
                switch (part) {
                    case SYN -> new Content.Syn();
                    case SYN_ACK -> new Content.SynAck();
                    case ACK -> new Content.Ack();
                };
        talk(connection).teller.tell(part != Handshake.SYN_ACK, content, passage);
    }

    @Override
    public void data(
            TcpConnection connection,
            boolean fromClient,
            byte[] buffer,
            int offset,
            int length,
            long streamOffset) {
        Talk talk = talk(connection);
        Trail trail = i -> connection.passage(fromClient, streamOffset + (i - offset));
        if (hasGap(talk, fromClient)) {
            tellGap(talk, fromClient, trail.at(offset));
        }
        talk.layer.bytes(fromClient, buffer, offset, length, trail);
    }

    @Override
    public void gap(TcpConnection connection, boolean fromClient, long streamOffset, long length) {
        String what = length == 0 ? "the beginning" : length + " bytes";
        setGap(talk(connection), fromClient, what + " of the connection not captured");
    }

    private static boolean hasGap(Talk talk, boolean fromClient) {
        return (fromClient ? talk.clientGap : talk.serverGap) != null;
    }

    /// Reports the gap of a direction, if there is one.
    ///
    /// @param passage of the bytes after the gap
    private static void tellGap(Talk talk, boolean fromClient, Passage passage) {
        String gap = fromClient ? talk.clientGap : talk.serverGap;
        if (gap != null) {
            setGap(talk, fromClient, null);
            talk.layer.gap(fromClient, gap, passage);
        }
    }

    private static void setGap(Talk talk, boolean fromClient, @Nullable String reason) {
        if (fromClient) {
            talk.clientGap = reason;
        } else {
            talk.serverGap = reason;
        }
    }

    @Override
    public void fin(TcpConnection connection, boolean fromClient, Passage passage) {
        Talk talk = talk(connection);
        tellGap(talk, fromClient, passage);
        talk.layer.end(fromClient, passage);
        talk.teller.tell(fromClient, new Content.Fin(), passage);
    }

    @Override
    public void ignored(
            TcpConnection connection,
            boolean fromClient,
            int flags,
            int bytes,
            Refusal why,
            Passage passage) {
        Content content = new Content.TcpIgnored(flags, bytes, why);
        talk(connection).teller.tell(fromClient, content, passage);
    }

    @Override
    public void reset(TcpConnection connection, boolean fromClient, Passage passage) {
        talk(connection).teller.tell(fromClient, new Content.Reset(), passage);
    }

    @Override
    public void closed(TcpConnection connection, Closing why) {
        boolean over =
                switch (why) {
                    case FINISHED, RESET, REPLACED -> true;
                    case EVICTED, END -> false;
                };
        talk(connection).layer.close(over);
        connection.attachment = null;
    }
}
