package dev.gust.functions.runtime;

import dev.gust.functions.EnvironmentDescription;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.sandbox.SandboxPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The variables that a function sees: AWS's, with the function's own over those that it may set. */
public final class RuntimeVariables {
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin:/opt/bin";
    private static final String LIBRARY_PATH = "/var/task:/var/task/lib:/opt/lib";

    private final int gatewayPort;
    private final RuntimeCatalog catalog;

    public RuntimeVariables(int gatewayPort, RuntimeCatalog catalog) {
        this.gatewayPort = gatewayPort;
        this.catalog = catalog;
    }

    public Map<String, String> of(
            FunctionSpec function, Family family, EnvironmentDescription environment, SandboxPaths paths) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("LANG", "en_US.UTF-8");
        variables.put("TZ", ":UTC");
        variables.put("PATH", PATH);
        variables.put("LD_LIBRARY_PATH", LIBRARY_PATH);
        variables.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + gatewayPort);
        variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + function.runtime());
        switch (family) {
            case PYTHON -> variables.put("PYTHONPATH", "/var/runtime");
            case NODEJS -> variables.put("NODE_PATH", nodePath(paths));
            case JAVA -> variables.put("JAVA_HOME", javaHome());
            case CUSTOM -> variables.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001");
        }
        if (paths.equals(SandboxPaths.USUAL)) {
            variables.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001");
        }
        variables.putAll(function.environment());
        String region = variables.get("AWS_REGION");
        if (region != null) {
            variables.putIfAbsent("AWS_DEFAULT_REGION", region);
        }
        // Reserved: a function can not set these.
        variables.put("_HANDLER", function.handler());
        variables.put("LAMBDA_TASK_ROOT", paths.task());
        variables.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
        variables.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", function.key().version());
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMegabytes()));
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", function.logGroup());
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", environment.logStream());
        variables.put(
                "AWS_LAMBDA_INITIALIZATION_TYPE",
                switch (environment.initialization()) {
                    case ON_DEMAND -> "on-demand";
                    case PROVISIONED -> "provisioned-concurrency";
                });
        return variables;
    }

    private String javaHome() {
        return catalog.interpreter(Family.JAVA)
                .map(java -> JavaInstallations.inside(java).toString())
                .orElse("");
    }

    private String nodePath(SandboxPaths paths) {
        String line = catalog.interpreter(Family.NODEJS).map(Interpreter::line).orElse("20");
        List<String> folders = new ArrayList<>();
        for (String layer : paths.layers()) {
            folders.add(layer + "/nodejs/node" + line + "/node_modules");
            folders.add(layer + "/nodejs/node_modules");
        }
        folders.add(paths.packs() + "/nodejs/node_modules");
        folders.add("/var/runtime");
        folders.add(paths.task());
        return String.join(":", folders);
    }
}
