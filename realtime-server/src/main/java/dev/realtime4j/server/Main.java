package dev.realtime4j.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The command line {@code realtime}: its commands, their exit codes, and the entry point of the JVM. */
@Command(
        name = "realtime",
        description = "Channels are logs, subscriptions are cursors in them.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        scope = ScopeType.INHERIT,
        usageHelpAutoWidth = true,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    static final int FAILED = 1;
    static final int WRONG = 2;
    static final int GAP = 3;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print the stack trace of a failure.")
    private boolean debug;

    private Main() {}

    /**
     * Runs one command and ends the JVM with its exit code.
     *
     * @param args the command and its options; {@code --help} lists them
     */
    public static void main(String[] args) {
        Output out = new Output(utf8(FileDescriptor.out));
        PrintWriter err = new PrintWriter(utf8(FileDescriptor.err), true);
        System.exit(commandLine(System.in, out, err).execute(args));
    }

    /**
     * Makes the command line; {@link CommandLine#execute} runs a command and gives its exit code.
     *
     * @param in what {@code emit} reads data from
     * @param out where data is printed
     * @param err where people are told how it goes
     * @return a command line for one use
     */
    static CommandLine commandLine(InputStream in, Output out, PrintWriter err) {
        Streams streams = new Streams(in, out, err);
        Main main = new Main();
        Failures failures = new Failures(err, () -> main.debug);
        CommandLine commands = new CommandLine(main)
                .addSubcommand(new ServeCommand(streams))
                .addSubcommand(new EmitCommand(streams))
                .addSubcommand(new SubscribeCommand(streams))
                .addSubcommand(new HistoryCommand(streams))
                .addSubcommand(new TypesCommand(streams))
                .addSubcommand(new DemoCommand(streams))
                .addSubcommand(new NatsSetupCommand(streams))
                .setOut(out)
                .setErr(err)
                .setExecutionStrategy(parsed -> written(new RunLast().execute(parsed), out, err))
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures);
        listExitCodes(commands);
        commands.getSubcommands().values().forEach(Main::listExitCodes);
        return commands;
    }

    /** Without a command. */
    @Override
    public void run() {
        throw new IllegalArgumentException(
                "a command is missing: serve, emit, subscribe, history, types, demo or nats-setup");
    }

    static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "done, or ended by Ctrl-C, SIGTERM or a closed pipe");
        codes.put(
                Integer.toString(FAILED), "failed: the backend cannot be reached, refuses, or does not answer in time");
        codes.put(Integer.toString(WRONG), "wrong usage, configuration or data");
        codes.put(Integer.toString(GAP), "messages are missing, and --fail-on-gap was given");
        return codes;
    }

    private static void listExitCodes(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes());
    }

    /** Whoever reads the exit code must not take what is cut short for the whole. */
    private static int written(int code, Output out, PrintWriter err) {
        IOException failure = out.failure();
        if (failure == null) {
            return code;
        }
        err.println("realtime: standard output cannot be written: " + failure.getMessage());
        return code == 0 ? FAILED : code;
    }

    private static Writer utf8(FileDescriptor descriptor) {
        // Not System.out, which encodes as the locale says and hides why it cannot be written.
        return new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8);
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            try (InputStream text = Main.class.getResourceAsStream("version.txt")) {
                String version = text == null ? "?" : new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
                return new String[] {"realtime " + version, "Java " + System.getProperty("java.version")};
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
