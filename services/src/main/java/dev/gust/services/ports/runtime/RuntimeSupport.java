package dev.gust.services.ports.runtime;

import java.util.Optional;

/** Whether a runtime identifier can be run on this machine. */
public sealed interface RuntimeSupport {
    /**
     * It can.
     *
     * @param substitution what is said when that is not the very version asked for
     */
    record Installed(String interpreter, Optional<String> substitution) implements RuntimeSupport {}

    /** It cannot, and what would change that. */
    record NotInstalled(String whatToInstall) implements RuntimeSupport {}

    /** Nobody knows a runtime of this name. */
    record Unknown() implements RuntimeSupport {}
}
