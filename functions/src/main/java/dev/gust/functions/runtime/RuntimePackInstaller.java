package dev.gust.functions.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Fetches the AWS SDKs that come with the runtimes on AWS, and the bundler that deploying TypeScript needs, through the machine's own
 * package tools. Nothing outside of the folder changes.
 */
public final class RuntimePackInstaller {
    private static final int PATIENCE_MINUTES = 15;
    private static final List<String> NODE_PACKAGES = List.of(
            "@aws-sdk/client-api-gateway",
            "@aws-sdk/client-apigatewaymanagementapi",
            "@aws-sdk/client-cloudformation",
            "@aws-sdk/client-cloudwatch",
            "@aws-sdk/client-cloudwatch-logs",
            "@aws-sdk/client-cognito-identity-provider",
            "@aws-sdk/client-dynamodb",
            "@aws-sdk/client-eventbridge",
            "@aws-sdk/client-firehose",
            "@aws-sdk/client-iam",
            "@aws-sdk/client-kinesis",
            "@aws-sdk/client-kms",
            "@aws-sdk/client-lambda",
            "@aws-sdk/client-s3",
            "@aws-sdk/client-scheduler",
            "@aws-sdk/client-secrets-manager",
            "@aws-sdk/client-ses",
            "@aws-sdk/client-sesv2",
            "@aws-sdk/client-sfn",
            "@aws-sdk/client-sns",
            "@aws-sdk/client-sqs",
            "@aws-sdk/client-ssm",
            "@aws-sdk/client-sts",
            "@aws-sdk/lib-dynamodb",
            "@aws-sdk/lib-storage",
            "@aws-sdk/s3-request-presigner",
            "@aws-sdk/util-dynamodb");
    private static final List<String> DEBIAN_PACKAGES = List.of(
            "python3-boto3",
            "python3-botocore",
            "python3-s3transfer",
            "python3-jmespath",
            "python3-dateutil",
            "python3-six",
            "python3-urllib3");

    private final Path folder;
    private final Consumer<String> progress;

    /**
     * @param folder the runtime packs' folder of the settings
     * @param progress hears what happens, line by line
     */
    public RuntimePackInstaller(Path folder, Consumer<String> progress) {
        this.folder = folder;
        this.progress = progress;
    }

    /** How one pack fared; the detail says what is there now, or why it could not be fetched and what to do. */
    public record Outcome(String pack, boolean installed, String detail) {}

    /** Fetches every pack whose interpreter is on this machine. */
    public List<Outcome> install() {
        List<Outcome> outcomes = new ArrayList<>();
        if (Interpreters.find(Family.NODEJS).isPresent()) {
            outcomes.add(installNode("AWS SDK for JavaScript", folder.resolve("runtimes/nodejs"), NODE_PACKAGES));
            outcomes.add(installNode("esbuild", folder.resolve("tools/nodejs"), List.of("esbuild")));
        }
        Interpreters.find(Family.PYTHON).ifPresent(python -> outcomes.add(installPython(python)));
        return outcomes;
    }

    /** The bundler, when it was installed. */
    public static Optional<Path> esbuild(Path folder) {
        return Optional.of(folder.resolve("tools/nodejs/node_modules/.bin/esbuild"))
                .filter(Files::isExecutable);
    }

    private Outcome installNode(String pack, Path target, List<String> packages) {
        List<String> command = new ArrayList<>(List.of(
                "npm",
                "install",
                "--prefix",
                target.toString(),
                "--omit=dev",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund"));
        command.addAll(packages);
        Optional<String> problem = prepare(target).or(() -> run(target, command));
        return problem.map(text -> new Outcome(pack, false, text + " It takes npm, and a registry that npm can reach."))
                .orElseGet(() ->
                        new Outcome(pack, true, target.resolve("node_modules").toString()));
    }

    private Outcome installPython(Interpreter python) {
        Path target = folder.resolve("runtimes/python");
        Optional<String> pip = prepare(target)
                .or(() -> run(
                        target,
                        List.of(
                                python.path().toString(),
                                "-m",
                                "pip",
                                "install",
                                "--disable-pip-version-check",
                                "--no-compile",
                                "--upgrade",
                                "--target",
                                target.toString(),
                                "boto3")));
        if (pip.isEmpty()) {
            return new Outcome("boto3", true, target.toString());
        }
        progress.accept("pip could not fetch boto3; trying Debian's packages");
        Optional<String> apt = fromDebian(target);
        return apt.map(text ->
                        new Outcome("boto3", false, pip.get() + ' ' + text + " It takes pip with an index, or apt."))
                .orElseGet(() -> new Outcome("boto3", true, target.toString()));
    }

    /** Unpacks Debian's packages instead of installing them, which would take root and change the machine. */
    private Optional<String> fromDebian(Path target) {
        try {
            Path downloads = Files.createTempDirectory("gust-packs");
            try {
                List<String> command = new ArrayList<>(List.of("apt-get", "download"));
                command.addAll(DEBIAN_PACKAGES);
                Optional<String> problem = run(downloads, command);
                if (problem.isPresent()) {
                    return problem;
                }
                for (Path archive : list(downloads)) {
                    Optional<String> unpacking = run(
                            downloads,
                            List.of(
                                    "dpkg",
                                    "-x",
                                    archive.toString(),
                                    downloads.resolve("x").toString()));
                    if (unpacking.isPresent()) {
                        return unpacking;
                    }
                }
                Path packages = downloads.resolve("x/usr/lib/python3/dist-packages");
                return run(downloads, List.of("cp", "-r", packages + "/.", target.toString()));
            } finally {
                run(folder, List.of("rm", "-rf", downloads.toString()));
            }
        } catch (IOException e) {
            return Optional.of("Debian's packages could not be unpacked: " + e.getMessage() + '.');
        }
    }

    private static List<Path> list(Path downloads) throws IOException {
        try (Stream<Path> files = Files.list(downloads)) {
            return files.filter(file -> file.toString().endsWith(".deb")).toList();
        }
    }

    private static Optional<String> prepare(Path target) {
        try {
            Files.createDirectories(target);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("The folder " + target + " could not be made: " + e.getMessage() + '.');
        }
    }

    /** What went wrong, if anything did. */
    private Optional<String> run(Path directory, List<String> command) {
        progress.accept(String.join(" ", command.subList(0, Math.min(3, command.size()))) + " ...");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String last = "";
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    progress.accept("  " + line);
                    last = line.isBlank() ? last : line;
                }
            }
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return Optional.of(command.getFirst() + " did not end within " + PATIENCE_MINUTES + " minutes.");
            }
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of(command.getFirst() + " failed: " + last.strip() + '.');
        } catch (IOException e) {
            return Optional.of(command.getFirst() + " could not be run: " + e.getMessage() + '.');
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("Interrupted.");
        }
    }

    /** Installs into the folder given, for trying it by hand. */
    public static void main(String[] arguments) {
        new RuntimePackInstaller(Path.of(arguments[0]), System.out::println)
                .install()
                .forEach(System.out::println);
    }
}
