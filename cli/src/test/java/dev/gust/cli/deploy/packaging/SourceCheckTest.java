package dev.gust.cli.deploy.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.cli.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes in a user's own sources: what is wrong, where, and what to do. */
class SourceCheckTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path cache;

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void check(String handler, String runtime) throws IOException {
        String program = runtime.startsWith("node") ? "node" : "python3";
        try {
            Process asked = new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .start();
            asked.getInputStream().readAllBytes();
            assumeTrue(asked.waitFor() == 0, program + " does not work here");
        } catch (IOException e) {
            assumeTrue(false, program + " is not installed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        FunctionCode code = new FunctionCode(
                "function 'notes'",
                folder,
                handler,
                runtime,
                List.of(),
                (what, remedy) -> new CommandFailure(what, "serverless.yml", remedy));
        new SourceCheck(cache).check(code, Optional.empty());
    }

    private CommandFailure failure(String handler, String runtime) {
        CommandFailure failure = catchThrowableOfType(CommandFailure.class, () -> check(handler, runtime));
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void namesTheNearestFile() throws Exception {
        file("notes.mjs", "export const handler = async () => 1;");
        CommandFailure failure = failure("nodes.handler", "nodejs20.x");
        assertThat(failure.whatHappened())
                .contains(
                        "'nodes.handler' of function 'notes' names a file that is not there; did you mean notes.mjs?");
        assertThat(failure.remedy()).contains(folder.toString(), "nodes with the ending .js, .mjs, .cjs or .ts");
    }

    @Test
    void namesTheNearestFunction() throws Exception {
        file("notes.mjs", "export const handle = async () => 1;");
        CommandFailure failure = failure("notes.handler", "nodejs20.x");
        assertThat(failure.whatHappened()).contains("notes.mjs has no 'handler'; did you mean handle?");
    }

    @Test
    void saysWhereTheSyntaxIsWrong() throws Exception {
        file("notes.mjs", "export const handler = async () => {\n  const x = ;\n};\n");
        assertThat(failure("notes.handler", "nodejs20.x").whatHappened())
                .startsWith("function 'notes' has a syntax error in notes.mjs, line 2: Unexpected token ';'")
                .contains("const x = ;");
    }

    @Test
    void looksIntoWhatTheHandlerImports() throws Exception {
        file("notes.mjs", "import { a } from './lib/store.mjs';\nexport const handler = async () => a;\n");
        file("lib/store.mjs", "export const a = (;\n");
        assertThat(failure("notes.handler", "nodejs20.x").whatHappened())
                .contains("has a syntax error in lib/store.mjs, line 1");
    }

    @Test
    void saysWhichModuleIsMissing() throws Exception {
        file(
                "notes.mjs",
                "import fs from 'node:fs';\n\nimport pad from 'left-pad';\nexport const handler = () => pad(fs);\n");
        CommandFailure failure = failure("notes.handler", "nodejs20.x");
        assertThat(failure.whatHappened())
                .isEqualTo("function 'notes' imports 'left-pad' in notes.mjs, line 3, and no such module is installed");
        assertThat(failure.remedy()).startsWith("Run 'npm install left-pad'");
    }

    @Test
    void saysWhichFileIsMissing() throws Exception {
        file("notes.cjs", "const a = require('./stre');\nexports.handler = () => a;\n");
        file("store.js", "");
        assertThat(failure("notes.handler", "nodejs20.x").whatHappened())
                .isEqualTo(
                        "function 'notes' imports './stre' in notes.cjs, line 1, and there is no such file; did you mean store?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import { S3 } from '@aws-sdk/client-s3';\nexport const handler = () => S3;",
                "import { readFile } from 'fs/promises';\nexport async function handler() { return readFile; }",
                "/*\nimport x from 'nothing';\n*/\nexport { handler } from './other.mjs';",
                "import './data.json' with { type: 'json' };\nimport dep from 'dep/sub';\nexport const handler = dep;"
            })
    void findsNothingWrongWithWhatIsRight(String source) throws Exception {
        file("notes.mjs", source);
        file("other.mjs", "export const handler = 1;");
        file("data.json", "{}");
        file("node_modules/dep/package.json", "{}");
        assertThatCode(() -> check("notes.handler", "nodejs20.x")).doesNotThrowAnyException();
    }

    @Test
    void leavesAloneWhatMayBeMissingOnPurpose() throws Exception {
        file("notes.cjs", "try {\n  require('optional');\n} catch {}\nexports.handler = () => 1;\n");
        assertThatCode(() -> check("notes.handler", "nodejs20.x")).doesNotThrowAnyException();
    }

    @Test
    void findsMistakesInPython() throws Exception {
        file("notes.py", "import boto3\nimport json\n\ndef handler(event, context)\n    return 1\n");
        assertThat(failure("notes.handler", "python3.12").whatHappened())
                .startsWith("function 'notes' has a syntax error in notes.py, line 4: expected ':'");
    }

    @Test
    void saysWhichPythonModuleIsMissing() throws Exception {
        file("notes.py", "import store\n\ndef handler(event, context):\n    return store\n");
        file("store.py", "import os\nimport no_such_module_at_all\n");
        CommandFailure failure = failure("notes.handler", "python3.12");
        assertThat(failure.whatHappened())
                .isEqualTo(
                        "function 'notes' imports 'no_such_module_at_all' in store.py, line 2, and no such module is installed");
        assertThat(failure.remedy()).contains("requirements.txt");
    }

    @Test
    void namesTheNearestPythonFunction() throws Exception {
        file("notes.py", "def handlr(event, context):\n    return 1\n");
        assertThat(failure("notes.handler", "python3.12").whatHappened())
                .contains("notes.py has no 'handler'; did you mean handlr?");
    }

    @Test
    void wantsAFunctionInTheHandler() {
        assertThatThrownBy(() -> check("notes", "nodejs20.x"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("the handler 'notes' of function 'notes' names no function");
    }
}
