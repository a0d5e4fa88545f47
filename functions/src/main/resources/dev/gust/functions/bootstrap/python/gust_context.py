"""What a Python handler is told of its invocation."""
import os
import time


class _Told:
    __slots__ = ()

    def __repr__(self):
        return "%s([%s])" % (type(self).__name__, ",".join("%s=%s" % (name, getattr(self, name)) for name in self.__slots__))


class CognitoIdentity(_Told):
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __init__(self, value):
        self.cognito_identity_id = value.get("cognitoIdentityId")
        self.cognito_identity_pool_id = value.get("cognitoIdentityPoolId")


class Client(_Told):
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")

    def __init__(self, value):
        for name in self.__slots__:
            setattr(self, name, value.get(name))


class ClientContext(_Told):
    __slots__ = ("custom", "env", "client")

    def __init__(self, value):
        self.custom = value.get("custom")
        self.env = value.get("env")
        client = value.get("client")
        self.client = None if client is None else Client(client)


class LambdaContext:
    def __init__(self, header, client, identity, log):
        environment = os.environ
        self.aws_request_id = header["requestId"]
        self.log_group_name = environment.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environment.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = environment.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = environment.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = environment.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = header["functionArn"]
        self.tenant_id = None
        self.client_context = None if client is None else ClientContext(client)
        self.identity = CognitoIdentity({} if identity is None else identity)
        self._log = log
        self._epoch_deadline_time_in_ms = header["deadlineMillis"]

    def get_remaining_time_in_millis(self):
        return max(int(self._epoch_deadline_time_in_ms - time.time() * 1000), 0)

    def log(self, message):
        self._log(str(message).rstrip("\n"))

    def __repr__(self):
        names = ("aws_request_id", "log_group_name", "log_stream_name", "function_name", "memory_limit_in_mb", "function_version",
                 "invoked_function_arn", "client_context", "identity", "tenant_id")
        return "LambdaContext([%s])" % ",".join("%s=%s" % (name, getattr(self, name)) for name in names)
