package dev.gust.cli;

import dev.gust.cli.command.Output;
import dev.gust.cli.deploy.Deployed;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Tells a person what there is after a deployment. */
final class DeployReport {
    private final Output output;

    DeployReport(Output output) {
        this.output = output;
    }

    void print(Deployed deployed) {
        PrintWriter out = output.out();
        output.err().flush();
        out.println(output.bold(
                        deployed.isUnchanged()
                                ? deployed.stack() + ": nothing to change"
                                : deployed.result() + " " + deployed.stack())
                + " in " + seconds(deployed.took()));
        if (!deployed.addresses().isEmpty()) {
            out.println();
            for (Deployed.Address address : deployed.addresses()) {
                out.println("  " + output.dim(padded(address.method(), 8)) + address.url());
            }
        }
        if (!deployed.functions().isEmpty()) {
            out.println();
            int width = deployed.functions().stream()
                    .mapToInt(function -> function.name().length())
                    .max()
                    .orElse(0);
            for (Deployed.DeployedFunction function : deployed.functions()) {
                out.println("  " + padded("function", 10) + padded(function.name(), width + 2)
                        + output.dim(padded(function.runtime(), 14) + function.handler()));
            }
        }
        out.flush();
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1_000.0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}
