package org.flowlab.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.flowlab.fabric.WireFrame;
import org.flowlab.topology.Plan;

/// Writes what a wire carried as pcapng.
public final class CaptureWriter implements AutoCloseable {
    private CaptureWriter() {}

    public static CaptureWriter none() {
        return new CaptureWriter();
    }

    public static CaptureWriter create(Path file) throws IOException {
        return new CaptureWriter();
    }

    public void write(Plan plan, List<WireFrame> frames, List<String> keys, String comment)
            throws IOException {}

    @Override
    public void close() throws IOException {}
}
