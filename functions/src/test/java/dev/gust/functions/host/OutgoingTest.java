package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.FunctionsSettings;
import dev.gust.functions.Isolation;
import dev.gust.functions.NetworkPolicy;
import dev.gust.functions.OutgoingReach;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What functions reach of other machines. The only machine that is sure to be there is this one: it is let in by its address. */
class OutgoingTest {
    private static final String CONNECT = """
            import errno, socket, time
            def tried(attempt):
                begun = time.monotonic()
                try:
                    return attempt()
                except OSError as problem:
                    if time.monotonic() - begun > 3:
                        return "late"
                    return errno.errorcode.get(problem.errno, type(problem).__name__)
            def connect(host, port):
                with socket.create_connection((host, port), 5) as connection:
                    connection.sendall(b"hello")
                    return connection.recv(100).decode()
            """;

    private static Inet4Address address;
    private static ServerSocket server;
    private static ServerSocket gateway;
    private static DatagramSocket names;
    private static TestHost open;
    private static TestHost usual;

    @BeforeAll
    static void start() throws IOException {
        Optional<Inet4Address> own = ownAddress();
        assumeTrue(own.isPresent(), "This machine has no address but its loopback's.");
        address = own.get();
        server = new ServerSocket(0, 50, address);
        gateway = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        names = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon(true).start(() -> serve(server));
        Thread.ofPlatform().daemon(true).start(() -> serve(gateway));
        Thread.ofPlatform().daemon(true).start(OutgoingTest::answerNames);
        List<String> nameservers = List.of("127.0.0.1:" + names.getLocalPort());
        open = host(new OutgoingReach(
                List.of("198.51.100.0/24", "203.0.113.0/24"), List.of(address.getHostAddress()), nameservers));
        usual = host(new OutgoingReach(OutgoingReach.STANDARD.denied(), List.of(), nameservers));
        Isolation.Level level = open.host.isolation().level();
        assumeTrue(
                level == Isolation.Level.SANDBOX || level == Isolation.Level.USER_NAMESPACE,
                () -> "Without the launcher, functions share this machine's network: " + level);
        assertThat(open.host.isolation().missing()).noneMatch(missing -> missing.contains("NO OTHER MACHINE"));
    }

    @AfterAll
    static void stop() throws IOException {
        for (AutoCloseable closeable : Arrays.asList(open, usual, server, gateway, names)) {
            try {
                if (closeable != null) {
                    closeable.close();
                }
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    @Test
    void reachesOtherMachinesByAddressAndByName() {
        FunctionSpec function = open.python(CONNECT + """
                def handler(event, context):
                    return [connect(host, event["port"]) for host in event["hosts"]]
                """);
        assertThat(open.invoke(function, event("\"" + address.getHostAddress() + "\", \"machine.gust.test\""))
                        .text())
                .isEqualTo("[\"hello from outside\", \"hello from outside\"]");
    }

    @Test
    void reachesThemFromNode() {
        FunctionSpec function = open.node("""
                exports.handler = async (event) =>
                  (await fetch(`http://${event.hosts[0]}:${event.port}/`)).text();
                """);
        assertThat(open.invoke(function, event("\"machine.gust.test\"")).text()).isEqualTo("\"from outside\"");
    }

    @Test
    void carriesMuchBothWays() {
        FunctionSpec function = open.python(CONNECT + """
                import threading
                def handler(event, context):
                    size = 20_000_000
                    with socket.create_connection((event["hosts"][0], event["port"]), 5) as connection:
                        connection.sendall(b"echo\\n")
                        def send():
                            connection.sendall(b"x" * size)
                            connection.shutdown(socket.SHUT_WR)
                        threading.Thread(target=send).start()
                        count = 0
                        while True:
                            part = connection.recv(65536)
                            if not part:
                                return count == size
                            count += len(part)
                """);
        assertThat(open.invoke(
                                function.withLimits(512, java.time.Duration.ofSeconds(20), 512),
                                event("\"" + address.getHostAddress() + "\""))
                        .text())
                .isEqualTo("true");
    }

    @Test
    void tellsAtOnceWhatItMayNotReach() {
        FunctionSpec function = open.python(CONNECT + """
                def handler(event, context):
                    datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    datagram.connect((event["hosts"][0], 9999))
                    def ask():
                        datagram.send(b"x")
                        datagram.settimeout(2)
                        datagram.recv(10)
                    return [tried(lambda: connect("203.0.113.1", 80)), tried(lambda: connect("169.254.169.254", 80)),
                            tried(lambda: connect("127.0.0.1", event["port"])), tried(lambda: connect("::1", event["port"])),
                            tried(lambda: connect("2001:db8::1", 80)), tried(ask)]
                """);
        assertThat(open.invoke(function, event("\"" + address.getHostAddress() + "\""))
                        .text())
                .isEqualTo("[\"EACCES\", \"EACCES\", \"ECONNREFUSED\", \"ECONNREFUSED\", \"ENETUNREACH\", \"EPERM\"]");
    }

    @Test
    void doesNotReachThisMachineItself() {
        FunctionSpec function = usual.python(CONNECT + """
                def handler(event, context):
                    return [tried(lambda: connect(event["hosts"][0], event["port"])), tried(lambda: connect("10.1.2.3", 80))]
                """);
        TestHost.Outcome outcome = usual.invoke(function, event("\"" + address.getHostAddress() + "\""));
        assertThat(outcome.text()).isIn("[\"ECONNRESET\", \"EACCES\"]", "[\"EACCES\", \"EACCES\"]");
        if (outcome.text().contains("RESET")) {
            assertThat(outcome.lines())
                    .contains("[gust] no connection to " + address.getHostAddress() + ":" + server.getLocalPort()
                            + ": it is an address of this machine's own");
        }
    }

    @Test
    void saysInTheLogWhyNoConnectionCame() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            free = socket.getLocalPort();
        }
        FunctionSpec function = open.python(CONNECT + """
                def handler(event, context):
                    return tried(lambda: connect(event["hosts"][0], event["port"]))
                """);
        String event = "{\"hosts\": [\"" + address.getHostAddress() + "\"], \"port\": " + free + "}";
        TestHost.Outcome outcome = open.invoke(function, event);
        assertThat(outcome.text()).isIn("\"ECONNRESET\"", "\"EPIPE\"");
        assertThat(outcome.lines())
                .contains("[gust] no connection to " + address.getHostAddress() + ":" + free + ": Connection refused");
    }

    @Test
    void reachesNothingButTheGatewayWhereThatIsThePolicy() {
        FunctionSpec function = open.python(CONNECT + """
                def handler(event, context):
                    return [tried(lambda: connect("127.0.0.1", event["gateway"])),
                            tried(lambda: connect(event["hosts"][0], event["port"])),
                            tried(lambda: connect("machine.gust.test", event["port"]))]
                """).withNetwork(NetworkPolicy.GATEWAY_ONLY);
        String event = "{\"hosts\": [\"" + address.getHostAddress() + "\"], \"port\": " + server.getLocalPort()
                + ", \"gateway\": " + gateway.getLocalPort() + "}";
        assertThat(open.invoke(function, event).text())
                .matches("\\[\"hello from outside\", \"ENETUNREACH\", \"(gaierror|EAI_\\w+|E\\w+)\"\\]");
    }

    @Test
    void leavesTheMachinesOwnNetworkAsItWas() throws IOException {
        List<String> before = NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .sorted()
                .toList();
        try (TestHost another = host(OutgoingReach.STANDARD)) {
            FunctionSpec function = another.python("def handler(event, context):\n    return 'up'");
            assertThat(another.invoke(function, "{}").text()).isEqualTo("\"up\"");
            assertThat(NetworkInterface.networkInterfaces()
                            .map(NetworkInterface::getName)
                            .sorted())
                    .isEqualTo(before);
        }
    }

    private static TestHost host(OutgoingReach reach) {
        return TestHost.start(
                settings -> new FunctionsSettings(
                        settings.directory(),
                        settings.gatewayPort(),
                        settings.runtimePacks(),
                        settings.maximumEnvironments(),
                        settings.memoryBudgetMegabytes(),
                        settings.idleExpiry(),
                        settings.freezeAfter(),
                        settings.maximumAge(),
                        settings.poolSize(),
                        reach,
                        settings.devices(),
                        settings.classCaches(),
                        settings.weakestIsolation()),
                gateway.getLocalPort());
    }

    private static String event(String hosts) {
        return "{\"hosts\": [" + hosts + "], \"port\": " + server.getLocalPort() + "}";
    }

    private static Optional<Inet4Address> ownAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(candidate -> candidate instanceof Inet4Address
                        && !candidate.isLoopbackAddress()
                        && !candidate.isLinkLocalAddress())
                .map(Inet4Address.class::cast)
                .findFirst();
    }

    /** Greets; answers HTTP; and echoes for those who ask for it. */
    private static void serve(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> greet(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void greet(Socket socket) {
        try (socket;
                OutputStream out = socket.getOutputStream()) {
            byte[] request = new byte[5];
            int length = socket.getInputStream().readNBytes(request, 0, request.length);
            String text = new String(request, 0, length, StandardCharsets.UTF_8);
            if (text.equals("echo\n")) {
                socket.getInputStream().transferTo(out);
            } else if (text.startsWith("GET ")) {
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\nfrom outside"
                        .getBytes(StandardCharsets.UTF_8));
                socket.getInputStream().skip(65_536);
            } else {
                out.write("hello from outside".getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            System.getLogger(OutgoingTest.class.getName()).log(System.Logger.Level.DEBUG, "greeting", e);
        }
    }

    /** Knows one name, and one address of it. */
    private static void answerNames() {
        byte[] buffer = new byte[1500];
        while (!names.isClosed()) {
            try {
                DatagramPacket question = new DatagramPacket(buffer, buffer.length);
                names.receive(question);
                byte[] answer = answer(Arrays.copyOf(buffer, question.getLength()));
                names.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static byte[] answer(byte[] question) {
        int end = 12;
        while (question[end] != 0) {
            end += question[end] + 1;
        }
        boolean known = new String(question, StandardCharsets.ISO_8859_1).contains("\u0007machine\u0004gust\u0004test")
                && question[end + 2] == 1;
        byte[] answer = Arrays.copyOf(question, end + 5 + (known ? 16 : 0));
        answer[2] = (byte) 0x81;
        answer[3] = (byte) 0x80;
        answer[7] = (byte) (known ? 1 : 0);
        Arrays.fill(answer, 8, 12, (byte) 0);
        if (known) {
            byte[] record = {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4};
            System.arraycopy(record, 0, answer, end + 5, record.length);
            System.arraycopy(address.getAddress(), 0, answer, end + 5 + record.length, 4);
        }
        return answer;
    }
}
