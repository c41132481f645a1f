package org.flowlab.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.flowlab.lab.HostKind;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.runtime.NodeHost;
import org.flowlab.store.ResultsNames;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topology;
import org.flowlab.trial.MeasuringSlot;
import org.flowlab.unit.Seed;
import org.flowlab.yaml.InputException;
import org.jspecify.annotations.Nullable;

/// The labs that are up in this process, the runs that are under way, and what happens to them.
/// Closing it takes the labs down and ends the runs. Thread-safe.
public final class LabService implements AutoCloseable {
    /// The most labs at once.
    public static final int MOST_LABS = 250;

    /// The most nodes of all labs together.
    public static final int MOST_NODES = 1_000;

    private static final int LONGEST_NAME = 64;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final NodeHost host;
    private final Clock clock;
    private final Events events;
    private final MeasuringSlot slot;
    private final KeptFrames keptFrames = KeptFrames.ofHeap();
    private final Runs runs;
    private final AtomicLong labIds = new AtomicLong();
    private final AtomicLong trialIds = new AtomicLong();

    /// By name; a name that is being deployed has a slot without a lab.
    private final Map<String, Place> labs = new LinkedHashMap<>();

    private boolean closed;

    /// What has a name: a lab, or one that is on its way up.
    private static final class Place {
        private final String id;
        private final int nodes;
        private @Nullable LiveLab lab;

        /// The folder of its programs; null if it has none.
        private @Nullable Path folder;

        Place(String id, int nodes) {
            this.id = id;
            this.nodes = nodes;
        }
    }

    /// A service that measures whenever it wants to, whatever other processes do.
    ///
    /// @param folder in which runs, and labs with users' programs, get folders
    public LabService(Path folder, Clock clock) {
        this(folder, clock, new MeasuringSlot(), HostKind.JVM);
    }

    /// @param slot is taken for each flow, and for each trial of a run
    /// @param host what runs the nodes of all labs and runs
    /// @throws InputException if this build cannot run nodes in that way
    public LabService(Path folder, Clock clock, MeasuringSlot slot, HostKind host) {
        this.host = host.host();
        this.slot = slot;
        this.folder = folder;
        this.clock = clock;
        this.events = new Events(clock);
        this.runs = new Runs(folder, clock, slot, events, host);
    }

    /// Brings a lab up.
    ///
    /// @param name null for the topology's name
    /// @param seed of the wire's random decisions
    /// @throws ConflictException if the name is taken, or there are too many labs
    /// @throws InputException if the name is none that a lab may have
    /// @throws org.flowlab.sys.UnsupportedMachineException if the machine does not let this process
    /// @throws org.flowlab.lab.NodeFailure if a node does not start
    public LiveLab deploy(Topology topology, @Nullable String name, Seed seed) {
        return deploy(topology, "", name, seed);
    }

    /// Brings a lab up.
    ///
    /// @param source the text that `topology` was read from
    public LiveLab deploy(Topology topology, String source, @Nullable String name, Seed seed) {
        String called = checked(name == null ? topology.name() : name);
        Plan plan = topology.plan();
        Place place = take(called, plan.nodes().size());
        events.publish(new Event.LabDeploying(called, place.id));
        LiveLab lab;
        try {
            Lab up = Lab.deploy(plan, new LabOptions(seed, host, folder(topology, called, place)));
            lab =
                    new LiveLab(
                            place.id,
                            called,
                            Instant.now(clock),
                            topology,
                            source,
                            up,
                            slot,
                            events,
                            keptFrames,
                            trialIds);
        } catch (RuntimeException | Error e) {
            give(called);
            events.publish(new Event.LabFailed(called, place.id, String.valueOf(e.getMessage())));
            throw e;
        }
        boolean late;
        synchronized (this) {
            place.lab = lab;
            late = closed;
            events.publish(new Event.LabUp(called, place.id));
        }
        if (late) {
            destroy(lab);
            throw new ConflictException("the controller is going down");
        }
        return lab;
    }

    /// The folder for what a lab's programs write. A lab without programs writes nothing, and has
    /// none.
    private Path folder(Topology topology, String called, Place place) {
        if (topology.named(Plan.Kind.HOST).isEmpty()) {
            return folder.resolve(place.id);
        }
        LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneId.systemDefault());
        try {
            Path made = ResultsNames.make(folder, now, called);
            place.folder = made;
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("make a folder for the lab's programs", e);
        }
    }

    private static String checked(String name) {
        if (name.isEmpty()
                || name.length() > LONGEST_NAME
                || !name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]*")) {
            throw new InputException(
                    "\""
                            + name
                            + "\" is no name for a lab: letters, digits, spaces, dots, hyphens and"
                            + " underscores, at most "
                            + LONGEST_NAME
                            + ", a letter or digit first");
        }
        return name;
    }

    private synchronized Place take(String name, int nodes) {
        if (closed) {
            throw new ConflictException("the controller is going down");
        }
        if (labs.containsKey(name)) {
            throw new ConflictException(
                    "a lab called \""
                            + name
                            + "\" is up; take it down first (./lab destroy "
                            + (name.contains(" ") ? "'" + name + "'" : name)
                            + "), or give the new one another name (--name)");
        }
        if (labs.size() >= MOST_LABS) {
            throw new ConflictException(
                    MOST_LABS + " labs are up, the most at once; destroy one first");
        }
        int sum = labs.values().stream().mapToInt(p -> p.nodes).sum();
        if (sum + nodes > MOST_NODES) {
            throw new ConflictException(
                    "this topology has "
                            + nodes
                            + " nodes, and the labs that are up have "
                            + sum
                            + "; a controller's labs may have "
                            + MOST_NODES
                            + " nodes together");
        }
        Place place = new Place("lab" + labIds.incrementAndGet(), nodes);
        labs.put(name, place);
        return place;
    }

    private void give(String name) {
        Place place;
        synchronized (this) {
            place = labs.remove(name);
        }
        if (place != null && place.folder != null) {
            try {
                ResultsNames.dropIfEmpty(place.folder);
            } catch (IOException e) {
                // an empty folder stays
            }
        }
    }

    /// The labs that are up, oldest first.
    public synchronized List<LiveLab> labs() {
        return labs.values().stream().map(p -> p.lab).filter(Objects::nonNull).toList();
    }

    /// The lab with that name; if there is none, the one with that id.
    ///
    /// @throws NotFoundException if there is none
    public LiveLab lab(String nameOrId) {
        List<LiveLab> up = labs();
        return up.stream()
                .filter(l -> l.name().equals(nameOrId))
                .findFirst()
                .or(() -> up.stream().filter(l -> l.id().equals(nameOrId)).findFirst())
                .orElseThrow(
                        () ->
                                NotFoundException.of(
                                        "lab", nameOrId, up.stream().map(LiveLab::name).toList()));
    }

    /// Ends the lab's flows and takes it down.
    ///
    /// @throws ConflictException if it is going down already
    public void destroy(LiveLab lab) {
        if (!lab.beginClosing()) {
            throw new ConflictException("lab " + lab.name() + " is going down already");
        }
        events.publish(new Event.LabClosing(lab.name(), lab.id()));
        String problem = "";
        try {
            lab.close();
        } catch (RuntimeException e) {
            problem = String.valueOf(e.getMessage());
            throw e;
        } finally {
            give(lab.name());
            events.publish(new Event.LabClosed(lab.name(), lab.id(), problem));
        }
    }

    /// What happens to labs and runs.
    public Events events() {
        return events;
    }

    /// The runs that are under way.
    public Runs runs() {
        return runs;
    }

    /// The right to measure, which the flows of all labs and all runs share.
    public MeasuringSlot slot() {
        return slot;
    }

    /// Takes all labs down and ends all runs, at once.
    @Override
    public void close() {
        List<LiveLab> up;
        synchronized (this) {
            closed = true;
            up = labs();
        }
        List<Thread> closers = new ArrayList<>();
        closers.add(Thread.ofPlatform().name("runs closing").start(runs::close));
        for (LiveLab lab : up) {
            closers.add(
                    Thread.ofPlatform()
                            .name(lab.name() + " closing")
                            .start(() -> closeQuietly(lab)));
        }
        long end = System.nanoTime() + CLOSE_PATIENCE.toNanos();
        for (Thread closer : closers) {
            try {
                closer.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeQuietly(LiveLab lab) {
        try {
            destroy(lab);
        } catch (ConflictException e) {
            // another thread takes it down
        } catch (RuntimeException e) {
            // the event says so; the process ends anyway
        }
    }
}
