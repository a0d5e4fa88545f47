package dev.gust.functions.classes;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.code.PackageId;
import java.io.IOException;
import java.nio.file.Path;

/** Loads a function once, in a sandbox, and writes down what that took. */
public interface Trainer {
    /** How it went. */
    sealed interface Outcome {
        /** The cache is written. */
        record Made() implements Outcome {}

        /** Loading takes too little for it. */
        record Needless() implements Outcome {}

        record Failed(String reason) implements Outcome {}
    }

    /**
     * @param prepared the folder that the sandbox sees at /var/classes
     * @param target the file to write
     */
    Outcome train(FunctionSpec spec, PackageId prepared, Path target) throws IOException, InterruptedException;
}
