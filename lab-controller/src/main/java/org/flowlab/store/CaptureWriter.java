package org.flowlab.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flowlab.fabric.Crossing;
import org.flowlab.fabric.Gap;
import org.flowlab.fabric.WireFrame;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.sys.WholeFile;
import org.flowlab.topology.Plan;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.pcapng.CaptureInterface;
import org.flowlab.wire.pcapng.Direction;
import org.flowlab.wire.pcapng.PcapngWriter;
import org.flowlab.wire.pcapng.Section;
import org.jspecify.annotations.Nullable;

/// Writes frames of a lab's wire as pcapng. Each end of a link is an interface. Each frame is
/// written twice: where it entered a link and, unless it was dropped, where it left. TLS secrets
/// are written, too. If frames were not recorded, the comment of the next frame says so; if a trial
/// has no frame at all, its gaps are statistics of interfaces. Not thread-safe.
public final class CaptureWriter implements AutoCloseable {
    private final @Nullable Path path;
    private final long mostBytes;
    private long largestTrial;
    private @Nullable PcapngWriter writer;
    private final long epochOffsetNanos;
    private final Map<Plan.End, Integer> interfaces = new HashMap<>();

    private CaptureWriter(@Nullable Path path, long mostBytes) {
        this.path = path;
        this.mostBytes = mostBytes;
        Instant now = Instant.now();
        this.epochOffsetNanos =
                now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
    }

    /// A writer that writes nothing.
    public static CaptureWriter none() {
        return new CaptureWriter(null, Long.MAX_VALUE);
    }

    /// A writer of `file`, which is made with the first trial. After each trial the file is a valid
    /// capture, even if this process is killed later.
    public static CaptureWriter to(Path file) {
        return to(file, Long.MAX_VALUE);
    }

    /// A writer that adds no further trial if the file would become larger than `mostBytes` with a
    /// trial as large as the largest one so far.
    public static CaptureWriter to(Path file, long mostBytes) {
        return new CaptureWriter(file, mostBytes);
    }

    /// The size of the file, in bytes; 0 if there is none.
    public long bytes() throws IOException {
        return path == null || writer == null ? 0 : Files.size(path);
    }

    /// The size of the largest trial in the file, in bytes.
    public long largestTrialBytes() {
        return largestTrial;
    }

    /// Writes one trial's capture to `file` and replaces its content. If that fails, as on a full
    /// disk, the file stays as it was, or does not exist.
    ///
    /// @param gaps frames that were not recorded
    /// @param secrets lines of the NSS key log format
    /// @param comment the comment of the first frame
    /// @throws IOException with the file's name and the reason
    public static void whole(
            Path file,
            Plan plan,
            List<WireFrame> frames,
            List<Gap> gaps,
            List<String> secrets,
            String comment)
            throws IOException {
        try {
            WholeFile.replace(
                    file,
                    draft -> {
                        try (CaptureWriter writer = to(draft);
                                PcapngWriter to = create(draft)) {
                            writer.write(plan, frames, gaps, secrets, comment, to);
                        }
                    });
        } catch (FileSystemException e) {
            String reason = e.getReason();
            throw reason == null ? e : new FileSystemException(file.toString(), null, reason);
        } catch (IOException e) {
            throw new IOException("write " + file + ": " + e.getMessage(), e);
        }
    }

    /// Writes one trial's capture to a stream, and closes it.
    ///
    /// @param gaps frames that were not recorded
    /// @param secrets lines of the NSS key log format
    /// @param comment the comment of the first frame
    public static void whole(
            OutputStream out,
            Plan plan,
            List<WireFrame> frames,
            List<Gap> gaps,
            List<String> secrets,
            String comment)
            throws IOException {
        try (CaptureWriter writer = none();
                PcapngWriter to = new PcapngWriter(out, section())) {
            writer.write(plan, frames, gaps, secrets, comment, to);
        }
    }

    private static PcapngWriter create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return new PcapngWriter(file, section());
    }

    private static Section section() {
        return new Section(
                "",
                "Linux " + System.getProperty("os.version"),
                "flowlab",
                "Each frame is here twice: where it entered a link (outbound) and where it left"
                        + " it (inbound)");
    }

    /// Adds the TLS secrets and then the frames of a trial, in the order of time.
    ///
    /// @param gaps frames that were not recorded
    /// @param secrets lines of the NSS key log format
    /// @param comment the comment of the first frame
    /// @return false if the file has reached its limit; then nothing is added
    public boolean write(
            Plan plan, List<WireFrame> frames, List<Gap> gaps, List<String> secrets, String comment)
            throws IOException {
        if (path == null) {
            return true;
        }
        try {
            long before = bytes();
            if (before + largestTrial > mostBytes) {
                return false;
            }
            PcapngWriter to = writer == null ? create(path) : writer;
            writer = to;
            write(plan, frames, gaps, secrets, comment, to);
            largestTrial = Math.max(largestTrial, bytes() - before);
            return true;
        } catch (FileSystemException e) {
            throw e; // its message has the file's name
        } catch (IOException e) {
            throw new IOException("write " + path + ": " + e.getMessage(), e);
        }
    }

    private void write(
            Plan plan,
            List<WireFrame> frames,
            List<Gap> gaps,
            List<String> secrets,
            String comment,
            PcapngWriter to)
            throws IOException {
        addInterfaces(plan, to);
        to.secrets(String.join("\n", new LinkedHashSet<>(secrets)));
        List<Crossing> crossings = Crossing.inOrder(frames);
        Deque<Gap> open = new ArrayDeque<>(sorted(gaps));
        String label = comment;
        if (crossings.isEmpty()) {
            for (Gap gap : open) {
                Plan.PlannedLink link = plan.links().get(gap.link());
                to.missing(
                        number(gap.forward() ? link.a() : link.b()),
                        gap.untilNanos() + epochOffsetNanos,
                        gap.frames(),
                        join(comment, note(gap, plan)));
            }
        }
        for (int i = 0; i < crossings.size(); i++) {
            Crossing crossing = crossings.get(i);
            boolean last = i == crossings.size() - 1;
            while (!open.isEmpty() && (last || open.getFirst().fromNanos() <= crossing.nanos())) {
                label = join(label, note(open.removeFirst(), plan));
            }
            WireFrame frame = crossing.frame();
            Plan.PlannedLink link = plan.links().get(frame.link());
            String all = join(label, note(frame, link.name()));
            to.frame(
                    number(crossing.atA() ? link.a() : link.b()),
                    crossing.nanos() + epochOffsetNanos,
                    crossing.entered() ? Direction.OUTBOUND : Direction.INBOUND,
                    frame.bytes(),
                    all.isEmpty() ? null : all,
                    false); // programs keep the note, but not always a flag
            label = "";
        }
        to.flush();
    }

    private static List<Gap> sorted(List<Gap> gaps) {
        return gaps.stream().sorted(Comparator.comparingLong(Gap::fromNanos)).toList();
    }

    /// A note about a gap. It has the gap's own time, since the frame with the note may be much
    /// later.
    private String note(Gap gap, Plan plan) {
        Plan.PlannedLink link = plan.links().get(gap.link());
        Plan.End sender = gap.forward() ? link.a() : link.b();
        Plan.End receiver = gap.forward() ? link.b() : link.a();
        return String.format(
                Locale.ROOT,
                "NOT RECORDED: %d frames%s from %s to %s, within %.3f ms from %s on",
                gap.frames(),
                gap.background() ? " of bystanders" : "",
                sender,
                receiver,
                (gap.untilNanos() - gap.fromNanos()) / 1e6,
                time(gap.fromNanos()));
    }

    private Instant time(long nanos) {
        long epoch = nanos + epochOffsetNanos;
        return Instant.ofEpochSecond(
                Math.floorDiv(epoch, 1_000_000_000), Math.floorMod(epoch, 1_000_000_000));
    }

    private static String join(String label, String note) {
        return label.isEmpty() || note.isEmpty() ? label + note : label + "; " + note;
    }

    /// A note about what the wire did to the frame; empty if it was delivered unchanged.
    private static String note(WireFrame frame, String link) {
        return frame.verdict() == Verdict.DELIVERED
                ? ""
                : (frame.verdict().dropped() ? "dropped by link " : "link ")
                        + link
                        + ": "
                        + frame.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private int number(Plan.End end) {
        return interfaces.getOrDefault(end, 0);
    }

    private void addInterfaces(Plan plan, PcapngWriter to) throws IOException {
        for (Plan.PlannedLink link : plan.links()) {
            for (Plan.End end : List.of(link.a(), link.b())) {
                if (!interfaces.containsKey(end)) {
                    interfaces.put(end, to.addInterface(describe(plan, link, end)));
                }
            }
        }
    }

    private static CaptureInterface describe(Plan plan, Plan.PlannedLink link, Plan.End end) {
        for (Plan.PlannedInterface i : plan.node(end.node()).interfaces()) {
            if (i.name().equals(end.dev()) && i.address() != null) {
                return new CaptureInterface(
                        end.toString(),
                        "link " + link.name(),
                        new MacAddress(i.mac()),
                        new Ipv4Address(ByteBuffer.wrap(i.address().getAddress()).getInt()),
                        i.prefixLength());
            }
        }
        return new CaptureInterface(end.toString(), "link " + link.name());
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
