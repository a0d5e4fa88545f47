package dev.gust.cli.deploy;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Positions;
import dev.gust.cli.deploy.packaging.FunctionCode;
import java.nio.file.Path;
import java.util.Map;

/** What a folder asks to be deployed. */
interface Project {
    String stackName();

    Map<String, String> tags();

    /** What is packaged, by a name that only this project knows. */
    Map<String, Code> code();

    /** The template, with every package at its place in this bucket. */
    JsonValue.Obj template(String bucket, Map<String, String> keys);

    /** What describes it, as the user knows it. */
    String fileName();

    /** Where the parts of its template stand in that file. */
    Positions positions();

    /** Code that becomes a package, or a file that is one. */
    sealed interface Code {
        /** Sources, with their dependencies. */
        record Sources(FunctionCode function) implements Code {}

        /** An archive that somebody else made. */
        record Archive(Path file) implements Code {}
    }
}
