package dev.gust.functions;

import java.util.Optional;

/** Whether a runtime identifier can be run on this machine. */
public sealed interface RuntimeAvailability {
    String identifier();

    /**
     * It can.
     *
     * @param interpreter what runs it: {@code Node.js 20.20.2 (/usr/bin/node)}
     * @param substitution told when that is not the very version asked for
     * @param sdk the AWS SDK that comes with the runtime: {@code boto3 1.26.27}; empty when none is installed
     */
    record Available(String identifier, String interpreter, Optional<String> substitution, Optional<String> sdk)
            implements RuntimeAvailability {}

    /** It can not, and what would change that. */
    record Missing(String identifier, String whatToInstall) implements RuntimeAvailability {}

    /** Nobody knows a runtime of this name. */
    record Unknown(String identifier) implements RuntimeAvailability {}
}
