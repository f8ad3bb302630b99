package dev.realtime4j.server;

import dev.realtime4j.CursorUnavailableException;
import dev.realtime4j.EmitException;
import dev.realtime4j.RealtimeException;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong and what to do next, in a line or few, and chooses the exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final PrintWriter err;
    private final BooleanSupplier debug;

    Failures(PrintWriter err, BooleanSupplier debug) {
        this.err = err;
        this.debug = debug;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        err.println("realtime: " + e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            UnmatchedArgumentException.printSuggestions(unmatched, err);
            if (unmatched.isUnknownOption()) {
                err.println("If that is data, put -- before it.");
            }
        } else if (!e.getCommandLine().getUnmatchedArguments().isEmpty()) {
            err.println("Unknown: " + String.join(" ", e.getCommandLine().getUnmatchedArguments()));
        }
        return wrong(e, e.getCommandLine());
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        err.println("realtime: " + text(e));
        if (e instanceof IllegalArgumentException) {
            return wrong(e, command);
        }
        String next = next(e);
        if (!next.isEmpty()) {
            err.println(next);
        }
        trace(e);
        return e instanceof CursorUnavailableException ? Main.GAP : Main.FAILED;
    }

    private int wrong(Exception e, CommandLine command) {
        err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        trace(e);
        return Main.WRONG;
    }

    private static String text(Exception e) {
        boolean own = e instanceof RealtimeException || e instanceof IllegalArgumentException;
        return own && e.getMessage() != null ? e.getMessage() : "unexpected failure: " + e;
    }

    private String next(Exception e) {
        if (e instanceof CursorUnavailableException) {
            return "Without --fail-on-gap the gap is told in its place and the subscription goes on.";
        }
        if (e instanceof EmitException failed && failed.stored() == EmitException.Stored.UNKNOWN) {
            return "The message may be stored all the same: read the history before repeating it."
                    + " With --key a repeated emit is never stored twice.";
        }
        if (e instanceof RealtimeException failed) {
            return failed.retryable() ? "Check that the backend is up and the address right, then try again." : "";
        }
        return debug.getAsBoolean() ? "" : "Run it again with --debug to see where.";
    }

    private void trace(Exception e) {
        if (debug.getAsBoolean()) {
            e.printStackTrace(err);
        }
    }
}
