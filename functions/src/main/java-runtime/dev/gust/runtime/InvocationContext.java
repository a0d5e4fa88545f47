package dev.gust.runtime;

import com.amazonaws.services.lambda.runtime.Client;
import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What a handler is told of its invocation. */
final class InvocationContext implements Context {
    private final Map<?, ?> header;
    private final LambdaLogger logger;
    private final Map<?, ?> client;
    private final Map<?, ?> identity;

    InvocationContext(Map<?, ?> header, LambdaLogger logger) {
        this.header = header;
        this.logger = logger;
        this.client = parsed("clientContext");
        this.identity = parsed("identity");
    }

    private Map<?, ?> parsed(String name) {
        Object text = header.get(name);
        if (text == null) {
            return null;
        }
        byte[] json = ((String) text).getBytes(StandardCharsets.UTF_8);
        return Json.parse(json, 0, json.length) instanceof Map<?, ?> members ? members : null;
    }

    private static String text(Map<?, ?> members, String... names) {
        for (String name : names) {
            Object value = members.get(name);
            if (value != null) {
                return value.toString();
            }
        }
        return null;
    }

    private static Map<String, String> texts(Object members) {
        if (members == null) {
            return null;
        }
        Map<String, String> texts = new HashMap<>();
        if (members instanceof Map<?, ?> map) {
            map.forEach((name, value) -> texts.put((String) name, value == null ? null : value.toString()));
        }
        return texts;
    }

    @Override
    public String getAwsRequestId() {
        return text(header, "requestId");
    }

    @Override
    public String getLogGroupName() {
        return System.getenv("AWS_LAMBDA_LOG_GROUP_NAME");
    }

    @Override
    public String getLogStreamName() {
        return System.getenv("AWS_LAMBDA_LOG_STREAM_NAME");
    }

    @Override
    public String getFunctionName() {
        return System.getenv("AWS_LAMBDA_FUNCTION_NAME");
    }

    @Override
    public String getFunctionVersion() {
        return System.getenv("AWS_LAMBDA_FUNCTION_VERSION");
    }

    @Override
    public String getInvokedFunctionArn() {
        return text(header, "functionArn");
    }

    @Override
    public int getRemainingTimeInMillis() {
        long deadline = ((Number) header.get("deadlineMillis")).longValue();
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, deadline - System.currentTimeMillis()));
    }

    @Override
    public int getMemoryLimitInMB() {
        return Integer.parseInt(System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
    }

    @Override
    public LambdaLogger getLogger() {
        return logger;
    }

    @Override
    public String getXrayTraceId() {
        return text(header, "traceId");
    }

    @Override
    public CognitoIdentity getIdentity() {
        if (identity == null) {
            return null;
        }
        return new CognitoIdentity() {
            @Override
            public String getIdentityId() {
                return text(identity, "cognitoIdentityId");
            }

            @Override
            public String getIdentityPoolId() {
                return text(identity, "cognitoIdentityPoolId");
            }
        };
    }

    @Override
    public ClientContext getClientContext() {
        if (client == null) {
            return null;
        }
        return new ClientContext() {
            @Override
            public Client getClient() {
                return client.get("client") instanceof Map<?, ?> caller ? new Caller(caller) : null;
            }

            @Override
            public Map<String, String> getCustom() {
                return texts(client.get("custom"));
            }

            @Override
            public Map<String, String> getEnvironment() {
                return texts(client.get("env"));
            }
        };
    }

    private record Caller(Map<?, ?> members) implements Client {
        @Override
        public String getInstallationId() {
            return text(members, "installation_id", "installationId");
        }

        @Override
        public String getAppTitle() {
            return text(members, "app_title", "appTitle");
        }

        @Override
        public String getAppVersionName() {
            return text(members, "app_version_name", "appVersionName");
        }

        @Override
        public String getAppVersionCode() {
            return text(members, "app_version_code", "appVersionCode");
        }

        @Override
        public String getAppPackageName() {
            return text(members, "app_package_name", "appPackageName");
        }
    }
}
