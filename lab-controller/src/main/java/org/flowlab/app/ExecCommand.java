package org.flowlab.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.flowlab.sys.KeyboardSignals;
import org.flowlab.view.NamespaceView;
import org.flowlab.yaml.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "exec",
        description = {
            "Runs a command in a node of a lab: in its network, where the lab's names resolve.",
            "It runs as you, on your terminal; the exit status is its own."
        },
        mixinStandardHelpOptions = true,
        customSynopsis = "./lab exec [-hV] LAB NODE -- COMMAND [ARGUMENT]...",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab exec three-tier client -- ip addr",
            "  ./lab exec three-tier client -- ping -c 3 proxy",
            "  ./lab exec three-tier proxy -- sh"
        })
final class ExecCommand implements Callable<Integer> {
    /// Shows the file $1 as /etc/hosts and becomes the command behind it. It runs in a mount
    /// namespace of its own, so the file may go as soon as it is mounted.
    private static final String BECOME =
            "mount --bind \"$1\" /etc/hosts"
                    + " || echo 'flowlab: the names of the lab do not resolve here' >&2;"
                    + " rm -f \"$1\"; shift; exec \"$@\"";

    private final Terminal terminal;
    private final Access access;

    @Parameters(index = "0", paramLabel = "LAB", description = "A lab's name or id.")
    private String lab = "";

    @Parameters(index = "1", paramLabel = "NODE", description = "A node's name; no switch.")
    private String node = "";

    @Parameters(
            index = "2..*",
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "A program, and its arguments.")
    private List<String> command = new ArrayList<>();

    ExecCommand(Terminal terminal, Access access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LabClient client = new LabClient(access);
        List<String> words = command.getFirst().equals("--") ? rest(command) : command;
        NamespaceView namespace = namespace(client);
        Path hosts = Files.createTempFile("flowlab-hosts-", "");
        try {
            Files.writeString(hosts, hostsFile(namespace.hosts()));
            // a program that gives up root reads it, too
            Files.setPosixFilePermissions(hosts, PosixFilePermissions.fromString("rw-r--r--"));
            List<String> whole = new ArrayList<>(enter(namespace));
            whole.addAll(List.of("sh", "-c", BECOME, "flowlab exec", hosts.toString()));
            whole.addAll(words);
            return run(whole);
        } finally {
            Files.deleteIfExists(hosts);
        }
    }

    private static List<String> rest(List<String> words) {
        if (words.size() == 1) {
            throw new InputException(
                    "COMMAND is missing, as in ./lab exec three-tier client -- ip addr");
        }
        return words.subList(1, words.size());
    }

    private NamespaceView namespace(LabClient client) {
        if (!client.isOperator()) {
            // A controller that is not there, or a lab that is not, is the better explanation.
            client.get(LabClient.path("labs", lab), Map.class);
            throw new ExitException(
                    Exit.INPUT,
                    List.of(
                            "flowlab: only the user who runs the controller at "
                                    + client.url()
                                    + " can enter its nodes, and on its machine only."));
        }
        return client.get(
                LabClient.path("labs", lab, "nodes", node, "namespace"), NamespaceView.class);
    }

    /// The commands of util-linux that put the one behind them into the node: first into the user
    /// namespace of a controller that runs without root, then into the node's network.
    private static List<String> enter(NamespaceView namespace) throws IOException {
        List<String> enter = new ArrayList<>(List.of("nsenter", "--net=" + namespace.path()));
        Path users = Path.of("/proc/" + namespace.pid() + "/ns/user");
        if (!Files.readSymbolicLink(users)
                .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/user")))) {
            enter.add("--user=" + users);
            enter.add("--preserve-credentials");
        }
        enter.addAll(List.of("--", "unshare", "--mount", "--"));
        return enter;
    }

    private String hostsFile(Map<String, String> hosts) {
        StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
        hosts.forEach((name, address) -> text.append(address + " " + name + "\n"));
        if (!hosts.containsKey(node)) {
            text.append("127.0.0.1 " + node + "\n");
        }
        return text.toString();
    }

    /// Runs it on this process's terminal. Ctrl-C is for the command alone; it decides what to do.
    private int run(List<String> whole) throws IOException, InterruptedException {
        terminal.out().flush();
        Process process;
        try {
            process = new ProcessBuilder(whole).inheritIO().start();
        } catch (IOException e) {
            throw new ExitException(
                    Exit.MACHINE,
                    List.of(
                            "flowlab: nsenter(1) cannot be started; install util-linux: "
                                    + e.getMessage()));
        }
        try (ShutdownHook _ = ShutdownHook.of(process::destroy);
                KeyboardSignals _ = KeyboardSignals.ignore()) {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }
}
