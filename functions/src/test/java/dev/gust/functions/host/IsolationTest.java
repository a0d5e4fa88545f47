package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.Isolation;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a function tries from inside, and does not get. */
class IsolationTest {
    private static final String ATTEMPTS = """
            import ctypes, os, resource, signal, socket, struct, errno
            libc = ctypes.CDLL(None, use_errno=True)

            def tried(attempt):
                try:
                    return repr(attempt())
                except BaseException as problem:
                    code = getattr(problem, "errno", None)
                    return errno.errorcode[code] if code else type(problem).__name__

            def call(name, *arguments):
                result = getattr(libc, name)(*arguments)
                if result < 0:
                    raise OSError(ctypes.get_errno(), name)
                return result

            def write(path):
                with open(path, "w") as file:
                    file.write("x")

            def ask(protocol, message):
                netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
                netlink.send(message)
                return struct.unpack_from("i", netlink.recv(4096), 16)[0]

            def read(path):
                with open(path, "rb") as file:
                    return file.read(1)

            """;

    private static TestHost host;
    private static ServerSocket gateway;
    private static ServerSocket neighbour;

    @BeforeAll
    static void start() throws IOException {
        gateway = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        neighbour = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon(true).start(() -> answer(gateway));
        Thread.ofPlatform().daemon(true).start(() -> answer(neighbour));
        host = TestHost.start(settings -> settings, gateway.getLocalPort());
        assumeTrue(
                host.host.isolation().level() == Isolation.Level.SANDBOX,
                () -> "Not root, so the strongest isolation can not be tested: "
                        + host.host.isolation().describe());
    }

    @AfterAll
    static void stop() throws IOException {
        host.close();
        gateway.close();
        neighbour.close();
    }

    private static void answer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept();
                    OutputStream out = socket.getOutputStream()) {
                out.write(("hello from " + server.getLocalPort()).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void enforcesEveryLimitHere() {
        assertThat(host.host.isolation().missing()).isEmpty();
    }

    @Test
    void canNotReadWhatIsNotItsOwn() throws Exception {
        JsonValue.Obj seen = attempts(
                "'shadow': tried(lambda: read('/etc/shadow'))",
                "'root': tried(lambda: os.listdir('/root'))",
                "'packages': tried(lambda: os.listdir('/.gust/code'))",
                "'init': tried(lambda: os.listdir('/proc/1'))",
                "'initRoot': tried(lambda: os.listdir('/proc/1/root'))",
                "'kernel': tried(lambda: read('/proc/kcore'))",
                "'sys': tried(lambda: os.listdir('/sys'))",
                "'shm': tried(lambda: os.listdir('/dev/shm'))",
                "'disk': tried(lambda: read('/dev/vda'))",
                "'top': sorted(os.listdir('/'))");
        assertThat(text(seen, "shadow")).isEqualTo("ENOENT");
        assertThat(text(seen, "root")).isEqualTo("ENOENT");
        assertThat(text(seen, "packages")).isEqualTo("[]");
        assertThat(text(seen, "init")).isIn("ENOENT", "EACCES", "EPERM");
        assertThat(text(seen, "initRoot")).isIn("ENOENT", "EACCES", "EPERM");
        assertThat(text(seen, "kernel")).isIn("ENOENT", "EACCES", "EPERM");
        assertThat(text(seen, "sys")).isEqualTo("ENOENT");
        assertThat(text(seen, "shm")).isEqualTo("ENOENT");
        assertThat(text(seen, "disk")).isEqualTo("ENOENT");
        assertThat(seen.get("top").orElseThrow().toJson()).doesNotContain("\"root\"", "\"work\"", "\"mnt\"");
    }

    @Test
    void seesAndSignalsNoOtherProcess() throws Exception {
        JsonValue.Obj seen = attempts(
                "'pids': [p for p in os.listdir('/proc') if p.isdigit()]",
                "'own': str(os.getpid())",
                "'signalInit': tried(lambda: os.kill(1, signal.SIGKILL))",
                "'signalAll': tried(lambda: os.kill(-1, 0))",
                "'trace': tried(lambda: call('ptrace', 16, 1, 0, 0))",
                "'attach': tried(lambda: call('process_vm_readv', 1, 0, 0, 0, 0, 0))");
        assertThat(seen.get("pids").orElseThrow().toJson()).isEqualTo("[\"" + text(seen, "own") + "\"]");
        assertThat(text(seen, "signalInit")).isEqualTo("EPERM");
        assertThat(text(seen, "signalAll")).isIn("EPERM", "ESRCH");
        assertThat(text(seen, "trace")).isEqualTo("EPERM");
        assertThat(text(seen, "attach")).isEqualTo("EPERM");
    }

    @Test
    void findsNoWayOutThroughProc() throws Exception {
        JsonValue.Obj seen = attempts(
                "'up': sorted(os.listdir('/proc/self/root/../..')) == sorted(os.listdir('/'))",
                "'memory': tried(lambda: read('/proc/1/mem'))",
                "'environment': tried(lambda: read('/proc/1/environ'))",
                "'namespace': tried(lambda: os.open('/proc/1/ns/mnt', os.O_RDONLY))",
                "'descriptors': tried(lambda: os.listdir('/proc/1/fd'))",
                "'pattern': tried(lambda: write('/proc/sys/kernel/core_pattern'))",
                "'trigger': tried(lambda: write('/proc/sysrq-trigger'))",
                "'firstToGo': open('/proc/self/oom_score_adj').read().strip()",
                "'score': tried(lambda: os.write(os.open('/proc/self/oom_score_adj', os.O_WRONLY), b'-1000'))",
                "'map': tried(lambda: write('/proc/self/uid_map'))",
                "'groups': [line for line in open('/proc/self/mountinfo') if 'cgroup' in line]");
        assertThat(seen.get("up")).contains(JsonValue.of(true));
        for (String name : List.of("memory", "environment", "namespace", "descriptors", "pattern", "trigger", "map")) {
            assertThat(text(seen, name)).as(name).isIn("ENOENT", "EACCES", "EPERM", "EROFS");
        }
        assertThat(text(seen, "score")).isIn("EACCES", "EPERM");
        assertThat(text(seen, "firstToGo")).isEqualTo("600");
        assertThat(seen.get("groups").orElseThrow().toJson()).isEqualTo("[]");
    }

    @Test
    void findsNobodyToSignalButItself() throws Exception {
        FunctionSpec other = host.python("import os\ndef handler(event, context):\n    return os.getpid()");
        assertThat(host.invoke(other, "{}").text()).matches("\\d+");
        JsonValue.Obj seen = attempts(
                "'there': [pid for pid in range(1, 40000) if tried(lambda: os.kill(pid, 0)) != 'ESRCH']",
                "'own': str(os.getpid())");
        assertThat(seen.get("there").orElseThrow().toJson()).isEqualTo("[1," + text(seen, "own") + "]");
    }

    @Test
    void changesNothingOfItsNetwork() throws Exception {
        String deleteRoute = "struct.pack('IHHIIBBBBBBBBI', 28, 25, 5, 1, 0, 2, 0, 0, 0, 254, 0, 0, 0, 0)";
        JsonValue.Obj seen = attempts(
                "'route': tried(lambda: ask(0, " + deleteRoute + "))",
                "'rule': tried(lambda: socket.socket(16, 3, 12))",
                "'uevents': tried(lambda: socket.socket(16, 3, 15))",
                "'diagnosis': tried(lambda: socket.socket(16, 3, 4))",
                "'names': tried(lambda: socket.socket().bind(('169.254.100.1', 53)))");
        assertThat(text(seen, "route")).isEqualTo("-1");
        for (String name : List.of("rule", "uevents", "diagnosis")) {
            assertThat(text(seen, name)).as(name).isEqualTo("EAFNOSUPPORT");
        }
        assertThat(text(seen, "names")).isEqualTo("EACCES");
    }

    @Test
    void gainsNoPrivilege() throws Exception {
        JsonValue.Obj seen = attempts(
                "'uid': os.getuid() >= 1308622848 and os.getuid() == os.geteuid() and os.getgroups() == []",
                "'root': tried(lambda: os.setuid(0))",
                "'mount': tried(lambda: call('mount', b'x', b'/tmp', b'tmpfs', 0, None))",
                "'unmount': tried(lambda: call('umount2', b'/proc', 2))",
                "'namespace': tried(lambda: call('unshare', 0x10000000))",
                "'enter': tried(lambda: call('setns', 3, 0))",
                "'device': tried(lambda: os.mknod('/tmp/d', 0o20666, os.makedev(1, 1)))",
                "'chroot': tried(lambda: os.chroot('/tmp'))",
                "'files': tried(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100000, 100000)))",
                "'processes': tried(lambda: resource.setrlimit(resource.RLIMIT_NPROC, (100000, 100000)))",
                "'hostname': tried(lambda: socket.sethostname('x'))",
                "'keys': tried(lambda: call('syscall', 248, b'user', b'a', b'b', 1, -3))",
                "'bpf': tried(lambda: call('syscall', 321, 0, 0, 0))",
                "'uring': tried(lambda: call('syscall', 425, 1, 0))",
                "'unknown': tried(lambda: call('syscall', 460, 0, 0))",
                "'caps': [l.split()[1] for l in open('/proc/self/status') if l.startswith('Cap')]",
                "'status': [l.split()[1] for l in open('/proc/self/status') if l.startswith(('NoNewPrivs', 'Seccomp:'))]");
        assertThat(seen.get("uid")).contains(JsonValue.of(true));
        for (String name : List.of(
                "root",
                "mount",
                "unmount",
                "namespace",
                "enter",
                "device",
                "chroot",
                "hostname",
                "keys",
                "bpf",
                "uring")) {
            assertThat(text(seen, name)).as(name).isEqualTo("EPERM");
        }
        assertThat(text(seen, "files")).isEqualTo("ValueError");
        assertThat(text(seen, "processes")).isEqualTo("ValueError");
        assertThat(text(seen, "unknown")).isEqualTo("ENOSYS");
        assertThat(seen.get("caps").orElseThrow().toJson())
                .isEqualTo(
                        "[\"0000000000000000\",\"0000000000000000\",\"0000000000000000\",\"0000000000000000\",\"0000000000000000\"]");
        assertThat(seen.get("status").orElseThrow().toJson()).isEqualTo("[\"1\",\"2\"]");
    }

    @Test
    void findsTheKernelsBackDoorsShut() throws Exception {
        JsonValue.Obj seen = attempts(
                "'faults': tried(lambda: call('syscall', 323, 0))",
                "'counters': tried(lambda: call('syscall', 298, 0, 0, -1, -1, 0))",
                "'keyring': tried(lambda: call('syscall', 250, 0, -4, 0))",
                "'userNamespace': tried(lambda: call('syscall', 56, 0x10000000 | 17, 0, 0, 0, 0))",
                "'newest': tried(lambda: call('syscall', 435, 0, 88))",
                "'handles': tried(lambda: call('syscall', 304, 3, 0, 0))",
                "'watchAll': tried(lambda: call('syscall', 300, 0, 0))",
                "'detached': tried(lambda: call('syscall', 428, -100, b'/', 1))",
                "'steal': tried(lambda: call('syscall', 438, 3, 3, 0))",
                "'table': tried(lambda: call('syscall', 154, 0, 0, 0))",
                "'type': tried(lambda: call('ioctl', 0, ctypes.c_ulong(0x100005412), b'x'))",
                "'limitsOfInit': tried(lambda: resource.prlimit(1, resource.RLIMIT_NOFILE))",
                "'sooner': tried(lambda: os.nice(-5))",
                "'realTime': tried(lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))",
                "'dumps': tried(lambda: resource.getrlimit(resource.RLIMIT_CORE))",
                "'largerDumps': tried(lambda: resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, 1 << 20)))",
                "'becomeRoot': os.popen('cp /usr/bin/su /tmp/su; chmod 4755 /tmp/su; /tmp/su -c id 2>&1; su -c id 2>&1').read()",
                "'program': tried(lambda: open('/proc/self/exe', 'r+b'))");
        for (String name : List.of(
                "faults",
                "counters",
                "keyring",
                "userNamespace",
                "handles",
                "watchAll",
                "detached",
                "steal",
                "table",
                "type",
                "limitsOfInit",
                "sooner",
                "realTime")) {
            assertThat(text(seen, name)).as(name).isEqualTo("EPERM");
        }
        assertThat(text(seen, "newest")).isEqualTo("ENOSYS");
        assertThat(text(seen, "dumps")).isEqualTo("(1, 1)");
        assertThat(text(seen, "largerDumps")).isEqualTo("ValueError");
        assertThat(text(seen, "becomeRoot")).doesNotContain("uid=0");
        assertThat(text(seen, "program")).isIn("EROFS", "EACCES", "ETXTBSY");
    }

    @Test
    void meetsNobodyInSharedPlaces() throws Exception {
        FunctionSpec other = host.python(ATTEMPTS + """
                held = []
                def handler(event, context):
                    meeting = socket.socket(socket.AF_UNIX)
                    meeting.bind("\\0meeting")
                    meeting.listen()
                    port = socket.socket()
                    port.bind(("0.0.0.0", 45678))
                    port.listen()
                    held.extend((meeting, port))
                    return call("shmget", 4711, 4096, 0o1666) >= 0
                """);
        assertThat(host.invoke(other, "{}").text()).isEqualTo("true");
        JsonValue.Obj seen = attempts(
                "'abstract': tried(lambda: socket.socket(1).connect('\\0meeting'))",
                "'port': tried(lambda: socket.socket().connect(('127.0.0.1', 45678)))",
                "'six': tried(lambda: socket.socket(10).connect(('::1', " + neighbour.getLocalPort() + ")))",
                "'mapped': tried(lambda: socket.socket(10).connect(('::ffff:127.0.0.1', " + neighbour.getLocalPort()
                        + ")))",
                "'loopback': tried(lambda: socket.socket().connect(('127.9.9.9', " + neighbour.getLocalPort() + ")))",
                "'memory': tried(lambda: call('shmget', 4711, 4096, 0))",
                "'sockets': open('/proc/net/unix').read().count('\\n')",
                "'programs': tried(lambda: open('/proc/2/root/etc/shadow') if os.getpid() != 2 else os.listdir('/proc/1/task'))");
        assertThat(text(seen, "abstract")).isEqualTo("ECONNREFUSED");
        assertThat(text(seen, "port")).isEqualTo("ECONNREFUSED");
        assertThat(text(seen, "six")).isIn("ECONNREFUSED", "ENETUNREACH", "EADDRNOTAVAIL");
        assertThat(text(seen, "mapped")).isEqualTo("ECONNREFUSED");
        assertThat(text(seen, "loopback")).isEqualTo("ECONNREFUSED");
        assertThat(text(seen, "memory")).isEqualTo("ENOENT");
        assertThat(text(seen, "programs")).isIn("ENOENT", "EACCES", "EPERM");
    }

    @Test
    void writesNowhereButInItsTemporaryFolder() throws Exception {
        JsonValue.Obj seen = attempts(
                "'root': tried(lambda: write('/x'))",
                "'task': tried(lambda: write('/var/task/x'))",
                "'opt': tried(lambda: write('/opt/x'))",
                "'runtime': tried(lambda: write('/var/runtime/x'))",
                "'programs': tried(lambda: write('/usr/bin/x'))",
                "'users': tried(lambda: write('/etc/passwd'))",
                "'kernel': tried(lambda: write('/proc/sys/kernel/hostname'))",
                "'tmp': tried(lambda: write('/tmp/x'))");
        for (String name : List.of("root", "task", "opt", "runtime", "programs", "users", "kernel")) {
            assertThat(text(seen, name)).as(name).isIn("EROFS", "EACCES");
        }
        assertThat(text(seen, "tmp")).isEqualTo("None");
    }

    @Test
    void reachesTheGatewayAndNothingElseOfTheMachine() throws Exception {
        String connect = "(lambda s: (s.connect(('127.0.0.1', %d)), s.recv(100))[1].decode())(socket.socket())";
        JsonValue.Obj seen = attempts(
                "'gateway': tried(lambda: " + connect.formatted(gateway.getLocalPort()) + ")",
                "'neighbour': tried(lambda: " + connect.formatted(neighbour.getLocalPort()) + ")",
                "'packets': tried(lambda: socket.socket(17, 3, 0))",
                "'vsock': tried(lambda: socket.socket(40, 1, 0))",
                "'raw': tried(lambda: socket.socket(2, 3, 1))",
                "'interfaces': [name for index, name in socket.if_nameindex()]");
        assertThat(text(seen, "gateway")).isEqualTo("'hello from " + gateway.getLocalPort() + "'");
        assertThat(text(seen, "neighbour")).isEqualTo("ECONNREFUSED");
        assertThat(text(seen, "packets")).isEqualTo("EAFNOSUPPORT");
        assertThat(text(seen, "vsock")).isEqualTo("EAFNOSUPPORT");
        assertThat(text(seen, "raw")).isIn("EPERM", "EAFNOSUPPORT");
        assertThat(seen.get("interfaces").orElseThrow().toJson()).contains("\"lo\"");
    }

    @Test
    void sharesNothingWithOtherFunctions() throws Exception {
        FunctionSpec first = host.python(
                ATTEMPTS
                        + "def handler(e, c):\n    write('/tmp/secret'); return [os.getuid(), tried(lambda: read('/tmp/secret'))]");
        FunctionSpec second = host.python(
                ATTEMPTS + "def handler(e, c):\n    return [os.getuid(), tried(lambda: read('/tmp/secret'))]");
        JsonValue.Array one =
                (JsonValue.Array) JsonText.parse(host.invoke(first, "{}").text());
        JsonValue.Array two =
                (JsonValue.Array) JsonText.parse(host.invoke(second, "{}").text());
        assertThat(one.items().getFirst()).isNotEqualTo(two.items().getFirst());
        assertThat(two.items().getLast()).isEqualTo(JsonValue.of("ENOENT"));
    }

    @Test
    void confinesNodeAlike() throws Exception {
        FunctionSpec function = host.node("""
                const fs = require('fs');
                const tried = (attempt) => { try { return String(attempt()); } catch (e) { return e.code || e.name; } };
                exports.handler = async () => ({
                  shadow: tried(() => fs.readFileSync('/etc/shadow')), packages: fs.readdirSync('/.gust/code').length,
                  write: tried(() => fs.writeFileSync('/usr/x', 'x')), kill: tried(() => process.kill(1, 9)),
                  uid: process.getuid() >= 1308622848,
                  status: fs.readFileSync('/proc/self/status', 'utf8').match(/(NoNewPrivs|Seccomp|CapEff):\\s+\\S+/g).join(' ') });
                """);
        assertThat(host.invoke(function, "{}").text())
                .isEqualTo("{\"shadow\":\"ENOENT\",\"packages\":0,\"write\":\"EROFS\",\"kill\":\"EPERM\",\"uid\":true,"
                        + "\"status\":\"CapEff:\\t0000000000000000 NoNewPrivs:\\t1 Seccomp:\\t2\"}");
    }

    private static JsonValue.Obj attempts(String... members) throws Exception {
        FunctionSpec function = host.python(
                ATTEMPTS + "def handler(event, context):\n    return {" + String.join(",\n        ", members) + "}\n");
        TestHost.Outcome outcome = host.invoke(function, "{}");
        return (JsonValue.Obj) JsonText.parse(outcome.text());
    }

    private static String text(JsonValue.Obj object, String name) {
        return object.string(name).orElseThrow(() -> new AssertionError("no " + name + " in " + object.toJson()));
    }
}
