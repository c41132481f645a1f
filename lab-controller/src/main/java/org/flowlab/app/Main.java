package org.flowlab.app;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.flowlab.experiment.RunOptions;
import org.flowlab.lab.NodeFailure;
import org.flowlab.service.ConflictException;
import org.flowlab.store.NoRoomException;
import org.flowlab.sys.UnsupportedMachineException;
import org.flowlab.sys.libc.SysException;
import org.flowlab.yaml.InputException;
import org.flowlab.yaml.Names;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line.
@Command(
        name = "lab",
        description = {
            "A virtual-network lab that times every step of an HTTPS or SPDY handshake through a proxy.",
            "Clients, proxies and origins run in network namespaces of their own, on a wire with delay and loss."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab flow spdy-proxy.https-spdy        one flow, drawn with its times",
            "  ./lab run experiments/six-flows.yaml    all six flows, compared",
            "  ./lab serve &                           a controller, in which labs stay up",
            "",
            "Exit status: 0 all well; 1 a trial failed, did not conform, or was faster than the network",
            "allows, or not all output or results could be written; 2 bad input or usage; 3 the machine",
            "lacks something; 130, 143 or 129 interrupted (by SIGINT, SIGTERM or SIGHUP)."
        })
public final class Main implements Callable<Integer> {
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("run", RunCommand.class);
        COMMANDS.put("flow", FlowCommand.class);
        COMMANDS.put("flows", FlowsCommand.class);
        COMMANDS.put("validate", ValidateCommand.class);
        COMMANDS.put("bench", BenchCommand.class);
        COMMANDS.put("doctor", DoctorCommand.class);
        COMMANDS.put("serve", ServeCommand.class);
        COMMANDS.put("deploy", DeployCommand.class);
        COMMANDS.put("labs", LabsCommand.class);
        COMMANDS.put("inspect", InspectCommand.class);
        COMMANDS.put("change", ChangeCommand.class);
        COMMANDS.put("cut", CutCommand.class);
        COMMANDS.put("heal", HealCommand.class);
        COMMANDS.put("exec", ExecCommand.class);
        COMMANDS.put("destroy", DestroyCommand.class);
        COMMANDS.put("train", TrainCommand.class);
    }

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        Terminal terminal = Terminal.of(System.getenv());
        System.exit(run(terminal, args));
    }

    static int run(Terminal terminal, String... args) {
        return run(terminal, Access.of(System.getenv()), args);
    }

    static int run(Terminal terminal, Access access, String... args) {
        CommandLine line = withCommands(new Commands(terminal, access), args);
        line.setOut(writer(terminal.out()))
                .setErr(writer(terminal.err()))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(
                                terminal.colours()
                                        ? CommandLine.Help.Ansi.ON
                                        : CommandLine.Help.Ansi.OFF))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(Math.clamp(terminal.columns(), 60, 100))
                .registerConverter(Path.class, Main::path)
                .registerConverter(RunOptions.Capture.class, Main::capture)
                .registerConverter(Integer.class, Main::wholeNumber)
                .registerConverter(Long.class, Main::longNumber)
                .registerConverter(long.class, Main::longNumber)
                .setParameterExceptionHandler((e, _) -> misused(terminal, e))
                .setExecutionExceptionHandler((e, _, _) -> failed(terminal, e));
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
        int status;
        try {
            status = line.execute(args);
        } catch (OutOfMemoryError e) {
            terminal.err().println("flowlab: " + Failures.words(e));
            return Exit.MACHINE;
        }
        String unsaid = terminal.unsaid();
        if (!unsaid.isEmpty()) {
            terminal.err().println("flowlab: write to the standard output: " + unsaid);
        }
        return status == Exit.OK && !unsaid.isEmpty() ? Exit.TRIAL : status;
    }

    /// The command line with the command that is asked for, or with all of them if that is none: to
    /// learn a command's options takes time.
    private static CommandLine withCommands(Commands factory, String... args) {
        CommandLine line = new CommandLine(new Main(), factory);
        boolean known = args.length > 0 && COMMANDS.containsKey(args[0]);
        COMMANDS.forEach(
                (name, type) -> {
                    if (!known || name.equals(args[0])) {
                        line.addSubcommand(name, type);
                    }
                });
        CommandLine exec = line.getSubcommands().get("exec");
        if (exec != null) {
            // what stands behind the node belongs to the command, as in: exec LAB NODE ls -l
            exec.setStopAtPositional(true);
        }
        return line;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }

    /// Prints the usage: a command is missing.
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return Exit.INPUT;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new CommandLine.TypeConversionException(
                    "'"
                            + text
                            + "' is not a path in this locale: "
                            + e.getReason()
                            + " (LC_ALL=C.UTF-8 takes any letter)");
        }
    }

    private static int wholeNumber(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CommandLine.TypeConversionException("'" + text + "' is not a whole number");
        }
    }

    private static long longNumber(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new CommandLine.TypeConversionException(
                    "'" + text + "' is not a whole number of 64 bits");
        }
    }

    /// Prints what is wrong and which command prints the usage; the whole usage would hide the
    /// error.
    private static int misused(Terminal terminal, CommandLine.ParameterException e) {
        List<String> commands =
                e.getCommandLine().getSubcommands().entrySet().stream()
                        .filter(c -> !c.getValue().getCommandSpec().usageMessage().hidden())
                        .map(Map.Entry::getKey)
                        .toList();
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && !commands.isEmpty()
                && !unmatched.getUnmatched().getFirst().startsWith("-")) {
            String command = unmatched.getUnmatched().getFirst();
            terminal.err()
                    .println(
                            "there is no command \""
                                    + command
                                    + "\""
                                    + Names.hint(command, commands));
            return Exit.INPUT;
        }
        terminal.err().println(unknownOption(e).orElse(e.getMessage()));
        terminal.err()
                .println(
                        "See ./" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return Exit.INPUT;
    }

    private static Optional<String> unknownOption(CommandLine.ParameterException e) {
        if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)
                || !unmatched.getUnmatched().getFirst().startsWith("-")) {
            return Optional.empty();
        }
        String option = unmatched.getUnmatched().getFirst().replaceFirst("=.*", "");
        Set<String> known = e.getCommandLine().getCommandSpec().optionsMap().keySet();
        String meant =
                Names.nearest(option, known).map(n -> "; did you mean " + n + "?").orElse("");
        return Optional.of("Unknown option: '" + option + "'" + meant);
    }

    private static RunOptions.Capture capture(String text) {
        List<String> known = new ArrayList<>();
        for (RunOptions.Capture capture : RunOptions.Capture.values()) {
            String name = capture.name().toLowerCase(Locale.ROOT);
            if (name.equalsIgnoreCase(text)) {
                return capture;
            }
            known.add(name);
        }
        throw new CommandLine.TypeConversionException(
                "\"" + text + "\" is not known" + Names.hint(text, known));
    }

    private static int failed(Terminal terminal, Exception e) {
        switch (e) {
            case InputException input -> input.problems().forEach(terminal.err()::println);
            case ExitException exit -> {
                exit.lines().forEach(terminal.err()::println);
                return exit.exit();
            }
            case UnsupportedMachineException machine -> {
                terminal.err().println("flowlab: " + machine.getMessage());
                return Exit.MACHINE;
            }
            case SysException sys -> {
                terminal.err().println("flowlab: " + sys.getMessage());
                return Exit.MACHINE;
            }
            case NodeFailure failure -> {
                terminal.err().println("flowlab: " + failure.getMessage());
                return Exit.TRIAL;
            }
            case UncheckedIOException io -> {
                IOException cause = Objects.requireNonNull(io.getCause());
                terminal.err()
                        .println(
                                "flowlab: "
                                        + io.getMessage()
                                        + ": "
                                        + Failures.words(cause)
                                        + Failures.room(cause));
                return Failures.noRoom(cause) ? Exit.TRIAL : Exit.INPUT;
            }
            case ConflictException conflict -> {
                terminal.err().println("flowlab: " + conflict.getMessage());
                return Exit.INPUT;
            }
            case NoRoomException room -> {
                terminal.err().println("flowlab: " + room.getMessage());
                return Exit.MACHINE;
            }
            case IOException io -> {
                terminal.err().println("flowlab: " + Failures.words(io) + Failures.room(io));
                return Failures.noRoom(io) ? Exit.TRIAL : Exit.INPUT;
            }
            default -> {
                Optional<String> unloaded = Failures.unloadedLibrary(e);
                if (unloaded.isPresent()) {
                    terminal.err().println("flowlab: " + unloaded.get());
                    return Exit.MACHINE;
                }
                terminal.err()
                        .println(
                                "flowlab: this should not happen; please report it with the lines below.");
                e.printStackTrace(terminal.err());
                return Exit.TRIAL;
            }
        }
        return Exit.INPUT;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"flowlab " + (version == null ? "(unpackaged)" : version)};
        }
    }

    /// Gives each command the terminal, and those that speak to a controller the access to it.
    private record Commands(Terminal terminal, Access access) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                return type.getDeclaredConstructor(Terminal.class, Access.class)
                        .newInstance(terminal, access);
            } catch (NoSuchMethodException e) {
                return withoutAccess(type);
            }
        }

        private <K> K withoutAccess(Class<K> type) throws Exception {
            try {
                return type.getDeclaredConstructor(Terminal.class).newInstance(terminal);
            } catch (NoSuchMethodException e) {
                return CommandLine.defaultFactory().create(type);
            }
        }
    }
}
