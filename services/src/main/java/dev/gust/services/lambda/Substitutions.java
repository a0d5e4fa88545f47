package dev.gust.services.lambda;

import dev.gust.services.ports.runtime.FunctionRuntime;
import dev.gust.services.ports.runtime.RuntimeSupport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a version's wishes this machine meets with something near: another interpreter, another processor. It is always said. */
final class Substitutions {
    private final FunctionRuntime runtime;
    private final String machine;

    /**
     * @param machine this machine's architecture as Java names it
     */
    Substitutions(FunctionRuntime runtime, String machine) {
        this.runtime = runtime;
        this.machine = switch (machine) {
            case "amd64" -> "x86_64";
            case "aarch64" -> "arm64";
            default -> machine;
        };
    }

    List<String> of(VersionRecord version) {
        List<String> said = new ArrayList<>();
        if (runtime.support(version.runtime()) instanceof RuntimeSupport.Installed installed) {
            installed.substitution().ifPresent(said::add);
        }
        if (!version.architecture().equals(machine)) {
            said.add(version.architecture() + " is asked for and this machine is " + machine
                    + ": code without native parts runs all the same, what is native fails when it is loaded.");
        }
        return said;
    }

    /** As one text; null when all is as wished. */
    @Nullable
    String text(VersionRecord version) {
        List<String> said = of(version);
        return said.isEmpty() ? null : String.join(" ", said);
    }
}
