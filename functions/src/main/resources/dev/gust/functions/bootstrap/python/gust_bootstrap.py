"""Runs a Python handler: reads frames from the channel (descriptor 3), answers with frames.

A frame is a 4-byte big-endian length, one byte that says what it is, and the rest. From the host: I (initialise, JSON), R (invoke:
4-byte length of a JSON header, the header, the event). To the host: p (ready for a function), i (initialised, JSON), r (result), e
(error, JSON), x (an error after which nothing more can be served), l (a log event, where standard output is closed).
"""
import json
import logging
import os
import socket
import struct
import sys
import time

from gust_context import LambdaContext

CHANNEL = 3
_LENGTH = struct.Struct(">I")
_MORE = 1 << 31
_PIECE = 16384
# Those that came before write everything beyond ASCII as escapes.
_ESCAPING = frozenset("AWS_Lambda_python3." + minor for minor in ("8", "9", "10", "11"))
_request_id = None
_layers = []


def add_packs(folders):
    """Behind the language's own modules, before what somebody installed for the whole machine."""
    installed = (at for at, path in enumerate(sys.path) if path.endswith(("/site-packages", "/dist-packages")))
    at = next(installed, len(sys.path))
    sys.path[at:at] = folders


def preload(extra):
    """Loads modules that most functions use, so that every environment is born with them."""
    names = (
        "abc ast asyncio base64 bisect calendar collections concurrent.futures contextlib copy csv ctypes datetime decimal "
        "email.message enum functools gzip hashlib heapq hmac html http.client importlib importlib.abc importlib.machinery "
        "importlib.resources importlib.util inspect io itertools json logging logging.config math operator os pathlib pickle queue random re secrets shutil signal ssl string subprocess "
        "tempfile textwrap threading time traceback typing types unicodedata urllib.parse urllib.request uuid warnings zlib "
        "encodings.idna zoneinfo"
    ).split()
    for name in names + list(extra):
        try:
            __import__(name)
        except Exception as problem:  # noqa: BLE001 - an SDK that does not load must not take Python away from everybody
            if name in extra:
                sys.stderr.write("gust: loading %s ahead of functions: %s\n" % (name, problem))


def rehearse():
    """Lives the life of a function before the real one. In the zygote that loads what it takes. In each environment it touches the memory
    that will be written to, which was the parent's until then: most of the time that a first call would take."""
    global _request_id, _layers
    folder = os.path.dirname(os.path.abspath(__file__))
    kept, paths, words, streams, place = dict(os.environ), sys.path[:], sys.argv, (sys.stdout, sys.stderr), os.getcwd()
    order = {"environment": {**kept, "_HANDLER": "rehearsal.handler"}, "handler": "", "taskRoot": folder, "layers": ["/opt"]}
    header = {"requestId": "rehearsal", "functionArn": "rehearsal", "deadlineMillis": 0}
    _answer(_initialise(json.loads(json.dumps(order))), json.loads(json.dumps(header)), b'{"rehearsal": [1, 2.5, null, true]}')
    for handler in logging.getLogger().handlers[:]:
        logging.getLogger().removeHandler(handler)
    del sys.modules["rehearsal"], os.environ["_HANDLER"]
    os.chdir(place)
    sys.path[:], sys.argv, (sys.stdout, sys.stderr) = paths, words, streams
    sys.path_importer_cache.pop(folder, None)
    _request_id, _layers = None, []


def _read_exactly(count):
    data = os.read(CHANNEL, count)
    if len(data) == count:
        return data
    if not data:
        os._exit(0)
    parts = bytearray(data)
    while len(parts) < count:
        data = os.read(CHANNEL, min(count - len(parts), 1 << 20))
        if not data:
            os._exit(0)
        parts += data
    return bytes(parts)


def _read_frame():
    return _read_exactly(_LENGTH.unpack(_read_exactly(4))[0])


def _send(kind, body):
    data = memoryview(_LENGTH.pack(len(body) + 1) + kind + body)
    while data:
        data = data[os.write(CHANNEL, data):]


def _log(text):
    """One event, with its line breaks, among what is printed: in the order in which they were written. Nothing that other threads or
    children print gets into a piece of that size."""
    body = memoryview(text.encode("utf-8", "replace"))
    try:
        while True:
            piece, body = body[:_PIECE], body[_PIECE:]
            data = memoryview(b"\xffl" + _LENGTH.pack(len(piece) | (_MORE if body else 0)) + piece)
            while data:
                data = data[os.write(1, data):]
            if not body:
                return
    except OSError:  # the function closed its standard output
        _send(b"l", text.encode("utf-8", "replace"))


class _Writer:
    """Standard output and error without a buffer, as on AWS: what was printed before a crash is not lost."""

    def __init__(self, stream):
        self._stream = stream

    def write(self, text):
        count = self._stream.write(text)
        self._stream.flush()
        return count

    def writelines(self, texts):
        self._stream.writelines(texts)
        self._stream.flush()

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        return None

    def __getattr__(self, name):
        return getattr(self._stream, name)


def _told_as_json(text, name):
    try:
        return json.loads(text) if text else None
    except ValueError as problem:
        raise _HandlerProblem(_error(
            "Runtime.LambdaContextUnmarshalError", "Unable to parse %s JSON: %s" % (name, problem))) from None


def _error(kind, message, trace=None):
    return {"errorMessage": message, "errorType": kind, "requestId": _request_id or "", "stackTrace": trace or []}


def _frames(traceback_of_error):
    """From the first that is not of this file on, those of the language's own modules with them."""
    import traceback

    frames = [(frame.filename, frame.lineno, frame.name, frame.line) for frame in traceback.extract_tb(traceback_of_error)]
    while frames and frames[0][0] == __file__:
        frames.pop(0)
    return traceback.format_list(frames)


def _logs_json():
    return os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"


def _indented(line):
    """AWS indents with spaces that do not break."""
    text = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(text)) + text


def _log_error(error):
    if _logs_json():
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        _log(_to_json({"timestamp": stamp, "level": "ERROR", **error}))
        return
    lines = ["[ERROR] " + error["errorType"] + (": " + error["errorMessage"] if error["errorMessage"] else "")]
    lines.append("Traceback (most recent call last):")
    lines.extend(_indented(line) for entry in error["stackTrace"] for line in entry.splitlines())
    _log("\n".join(lines))


class _HandlerProblem(Exception):
    def __init__(self, error):
        super().__init__(error["errorMessage"])
        self.error = error


def _load_handler(handler):
    import importlib

    try:
        module_name, function_name = handler.rsplit(".", 1)
    except ValueError:
        raise _HandlerProblem(_error(
            "Runtime.MalformedHandlerName", "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % handler)) from None
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise _HandlerProblem(_error(
            "Runtime.BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module_name))
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as problem:
        raise _HandlerProblem(_error(
            "Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, problem))) from None
    except SyntaxError as problem:
        trace = ['  File "%s" Line %s\n    %s' % (problem.filename, problem.lineno, problem.text)]
        raise _HandlerProblem(_error(
            "Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, problem), trace)) from None
    except Exception as problem:  # noqa: BLE001 - whatever the module raises is its handler's failure
        raise _HandlerProblem(_error(
            type(problem).__name__, str(problem), _frames(problem.__traceback__))) from None
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise _HandlerProblem(_error(
            "Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name))) from None


def _to_json(value):
    """Numbers of boto3's tables keep all of their digits, which is more than a float has: their places are filled in afterwards."""
    import decimal

    numbers = []
    mark = None

    def other(each):
        nonlocal mark
        if isinstance(each, decimal.Decimal):
            if each.is_nan():
                return float("nan")
            mark = mark or "gust-number-%s-" % os.urandom(16).hex()
            numbers.append(str(each))
            return "%s%d" % (mark, len(numbers) - 1)
        if isinstance(each, bytes):
            return each.decode("utf-8")
        raise TypeError("Object of type %s is not JSON serializable" % type(each).__name__)

    text = json.dumps(value, default=other, ensure_ascii=os.environ.get("AWS_EXECUTION_ENV") in _ESCAPING)
    if not numbers:
        return text
    import re

    return re.sub('"%s(\\d+)"' % mark, lambda found: numbers[int(found[1])], text)


class LambdaLoggerHandler(logging.Handler):
    """A message whose arguments do not fit it, or that cannot be written as JSON, fails the function, as it does on AWS."""

    def emit(self, record):
        _log(self.format(record).rstrip("\n"))


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.aws_request_id = _request_id or ""
        return True


# What a record has by itself; anything else was given by the caller as extra.
_RECORD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id"}


class JsonFormatter(logging.Formatter):
    def format(self, record):
        record.levelno = min(50, max(0, record.levelno)) // 10 * 10
        record.levelname = logging.getLevelName(record.levelno)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        entry = {"timestamp": "%s.%03dZ" % (stamp, record.msecs), "level": record.levelname, "message": record.getMessage(),
                 "logger": record.name}
        if record.exc_info:
            import traceback

            kind, problem, trace = record.exc_info
            entry["stackTrace"] = traceback.format_tb(trace)
            entry["errorType"] = kind.__name__ if kind else None
            entry["errorMessage"] = str(problem)
        entry["requestId"] = record.aws_request_id
        if record.exc_info:
            entry["location"] = "%s:%s:%d" % (record.pathname, record.funcName, record.lineno)
        for name, value in vars(record).items():
            if name not in _RECORD_FIELDS and name not in entry:
                entry[name] = value
        return json.dumps({name: value for name, value in entry.items() if value is not None}, ensure_ascii=False)


def _set_up_logging():
    logging.Formatter.converter = time.gmtime
    handler = LambdaLoggerHandler()
    if _logs_json():
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(logging.Formatter(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n", "%Y-%m-%dT%H:%M:%S"))
    handler.addFilter(RequestIdFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = "DEBUG" if level == "TRACE" else level
    if level in ("DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL"):
        root.setLevel(level)


def _point_older_boto():
    """botocore before 1.31 does not know AWS_ENDPOINT_URL: its client factory is told."""
    if not any(name.startswith("AWS_ENDPOINT_URL") for name in os.environ):
        return

    def patch(session_module):
        import botocore

        version = tuple(int(part) for part in botocore.__version__.split(".")[:2])
        if version >= (1, 31):
            return
        original = session_module.Session.create_client

        def create_client(self, service_name, region_name=None, api_version=None, use_ssl=True, verify=None,
                          endpoint_url=None, *rest, **named):
            if endpoint_url is None:
                own = "AWS_ENDPOINT_URL_" + service_name.upper().replace("-", "_").replace(" ", "_")
                endpoint_url = os.environ.get(own) or os.environ.get("AWS_ENDPOINT_URL")
            return original(self, service_name, region_name, api_version, use_ssl, verify, endpoint_url, *rest, **named)

        session_module.Session.create_client = create_client

    if "botocore.session" in sys.modules and not _function_brings("botocore"):
        patch(sys.modules["botocore.session"])
        return

    import importlib.abc
    import importlib.machinery

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path, target=None):
            if name != "botocore.session":
                return None
            spec = importlib.machinery.PathFinder.find_spec(name, path, target)
            if spec is None or spec.loader is None:
                return None
            run = spec.loader.exec_module

            def exec_module(module):
                run(module)
                patch(module)

            spec.loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, Finder())


def _function_brings(package):
    return any(os.path.exists(os.path.join(folder, name))
               for folder in [os.getcwd()] + [layer + "/python" for layer in _layers] for name in (package, package + ".py"))


def _prefer_own_copies():
    """A function's own copy of a preloaded SDK wins over the one that it was born with."""
    for package in ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil"):
        if package in sys.modules and _function_brings(package):
            for name in [name for name in sys.modules if name == package or name.startswith(package + ".")]:
                del sys.modules[name]


def _initialise(order):
    zone = os.environ.get("TZ")
    # A wrapper script was started with the variables, and may have changed them.
    if "AWS_LAMBDA_EXEC_WRAPPER" not in os.environ:
        for name in [name for name in os.environ if name not in order["environment"]]:
            del os.environ[name]
        os.environ.update(order["environment"])
    if os.environ.get("TZ") != zone:
        time.tzset()
    task = order["taskRoot"]
    os.chdir(task)
    version = "python%d.%d" % sys.version_info[:2]
    global _layers
    _layers = order["layers"]
    paths = [task]
    for layer in _layers:
        paths += [layer + "/python/lib/%s/site-packages" % version, layer + "/python"]
    paths += [path for path in os.environ.get("PYTHONPATH", "").split(":") if path]
    sys.path[:] = ([path for path in paths if path == task or os.path.isdir(path)]
                   + [path for path in sys.path if path not in paths and path != os.path.dirname(__file__)])
    for path in paths:
        sys.path_importer_cache.pop(path, None)
    handler = os.environ.get("_HANDLER", order["handler"])
    sys.argv = [handler]
    sys.stdout = _Writer(sys.stdout)
    sys.stderr = _Writer(sys.stderr)
    _prefer_own_copies()
    _point_older_boto()
    _set_up_logging()
    return _load_handler(handler)


def _answer(handler, header, event):
    global _request_id
    _request_id = header["requestId"]
    if header.get("traceId"):
        os.environ["_X_AMZN_TRACE_ID"] = header["traceId"]
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    try:
        value = json.loads(event)
    except ValueError as problem:
        raise _HandlerProblem(_error("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % problem)) from None
    client = _told_as_json(header.get("clientContext"), "Client Context")
    identity = _told_as_json(header.get("identity"), "Cognito Identity")
    context = LambdaContext(header, client, identity, _log)
    try:
        result = handler(value, context)
    except Exception as problem:  # noqa: BLE001 - what is no Exception ends the process, as on AWS
        raise _HandlerProblem(_error(
            type(problem).__name__, str(problem), _frames(problem.__traceback__))) from None
    if isinstance(result, bytes):
        return result
    try:
        return _to_json(result).encode("utf-8")
    except Exception as problem:  # noqa: BLE001 - the result's own methods may raise anything
        raise _HandlerProblem(_error(
            "Runtime.MarshalError", "Unable to marshal response: %s" % problem)) from None


def _flush():
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def _fail(problem, kind=b"e"):
    _flush()
    _log_error(problem.error)
    _send(kind, _to_json(problem.error).encode("utf-8", "replace"))


def _exit(problem):
    """sys.exit ends the environment, as on AWS."""
    code = problem.code
    if code is None:
        code = 0
    elif not isinstance(code, int):
        sys.stderr.write(str(code) + "\n")
        code = 1
    _flush()
    os._exit(code & 0xFF)


def main():
    _send(b"p", b"")
    frame = _read_frame()
    try:
        handler = _initialise(json.loads(frame[1:]))
    except _HandlerProblem as problem:
        _fail(problem, b"x")
        os._exit(1)
    except SystemExit as problem:
        _exit(problem)
    _send(b"i", b"{}")
    while True:
        frame = _read_frame()
        length = _LENGTH.unpack_from(frame, 1)[0]
        try:
            result = _answer(handler, json.loads(frame[5:5 + length]), frame[5 + length:])
        except _HandlerProblem as problem:
            _fail(problem)
        except SystemExit as problem:
            _exit(problem)
        else:
            _flush()
            _send(b"r", result)


if __name__ == "__main__":
    main()
