package dev.gust.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNameTest {
    @ParameterizedTest
    @CsvSource({
        "localhost:4566, true, '', '', '', ''",
        "'', true, '', '', '', ''",
        "'[::1]:4566', true, '', '', '', ''",
        "my.bucket.s3.us-east-1.localhost, true, '', '', my.bucket, s3",
        "b.s3.localhost.localstack.cloud, true, '', '', b, s3",
        "s3.eu-central-1.localhost, true, '', '', '', s3",
        "bucket.localhost:4566, true, '', '', bucket, s3",
        "abc123.execute-api.us-east-1.localhost:4566, true, execute-api, abc123, '', ''",
        "abc123.lambda-url.localhost, true, lambda-url, abc123, '', ''",
        "SQS.us-gov-west-1.localhost, true, '', '', '', sqs",
        "b.s3.gust.example.com, true, '', '', b, s3",
        "gust.example.com, true, '', '', '', ''",
        "example.com, false, '', '', '', ''",
        "evil-localhost.com, false, '', '', '', ''",
        "1.2.3.4.evil.com, false, '', '', '', ''",
    })
    void saysWhatIsMeant(String header, boolean own, String surface, String id, String bucket, String service) {
        HostName host = HostName.parse(header, List.of("gust.example.com"));
        assertThat(host.own()).isEqualTo(own);
        assertThat(host.surface()).isEqualTo(surface);
        assertThat(host.surfaceId()).isEqualTo(id);
        assertThat(host.bucket()).isEqualTo(bucket);
        assertThat(host.service()).isEqualTo(service);
    }

    @ParameterizedTest
    @CsvSource({
        "abc.execute-api.localhost, /dev/x, execute-api abc /dev/x",
        "127.0.0.1, /_aws/execute-api/abc/dev/x, execute-api abc /dev/x",
        "127.0.0.1, /_aws/lambda-url/abc, lambda-url abc /",
        "127.0.0.1, /restapis/abc/dev/_user_request_/x/y, execute-api abc /dev/x/y",
        "127.0.0.1, /restapis/abc/stages/dev, none",
        "127.0.0.1, /_aws, none",
    })
    void findsWhatIsDeployed(String header, String path, String found) {
        HttpRequest request = new HttpRequest("GET", path, "", HttpHeaders.empty(), Payload.empty(), "");
        String text = Surfaces.find(request, HostName.parse(header, List.of()))
                .map(target -> target.kind() + ' ' + target.id() + ' ' + target.path())
                .orElse("none");
        assertThat(text).isEqualTo(found);
    }
}
