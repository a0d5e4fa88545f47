package dev.gust.wire.protocol.query;

import dev.gust.wire.codec.Bodies;
import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.codec.Protocol;
import dev.gust.wire.codec.Utf8;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.ProtocolName;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.protocol.xml.XmlText;
import dev.gust.wire.protocol.xml.XmlWriter;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.validation.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** awsQuery: parameters in a form or in the query, answers in XML. */
public final class AwsQueryProtocol implements Protocol {
    public static final AwsQueryProtocol PROTOCOL = new AwsQueryProtocol();

    private AwsQueryProtocol() {}

    @Override
    public ProtocolName name() {
        return ProtocolName.AWS_QUERY;
    }

    /** The operation that the parameters name, or null. The body is bytes already, or there is none. */
    public static @Nullable String action(ServiceModel service, HttpRequest request) throws IOException {
        try {
            return form(service, request).value("Action");
        } catch (MalformedException e) {
            throw refused(e);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <I extends Structure> I decode(Operation<I, ?> operation, HttpRequest request) throws IOException {
        Decoding decoding = new Decoding();
        Structure input;
        try {
            input = new QueryReader(decoding).structure(operation.input(), form(operation.service(), request));
        } catch (MalformedException e) {
            throw refused(e);
        }
        Refusal.check(operation, input, decoding.violations());
        return (I) input;
    }

    @Override
    public <O extends Structure> HttpResponse encode(Operation<?, O> operation, O output, String requestId) {
        XmlText xml = new XmlText().declaration();
        String response = operation.name() + "Response";
        String result = operation.name() + "Result";
        open(xml, response, operation.service());
        if (operation.hasOutput()) {
            xml.open(result);
            new XmlWriter(xml).members(output);
            xml.close(result);
        }
        xml.open("ResponseMetadata").element("RequestId", requestId).close("ResponseMetadata");
        return answer(200, xml.close(response), requestId, List.of());
    }

    @Override
    public HttpResponse encodeError(ServiceModel service, AwsException error, String requestId) {
        XmlText xml = new XmlText().declaration();
        open(xml, "ErrorResponse", service);
        xml.open("Error").element("Type", error.fault().wireValue()).element("Code", error.queryCode());
        if (!(error instanceof Structure) || !error.message().isEmpty()) {
            xml.message(error.message());
        }
        if (error instanceof Structure structure) {
            new XmlWriter(xml).membersBesides("message", structure);
        }
        for (Map.Entry<String, String> field : error.fields().entrySet()) {
            xml.element(field.getKey(), field.getValue());
        }
        xml.close("Error").element("RequestId", requestId).close("ErrorResponse");
        return answer(error.status(), xml, requestId, error.headers());
    }

    private static QueryForm form(ServiceModel service, HttpRequest request) throws IOException {
        byte[] body = Bodies.read(request, service);
        return QueryForm.parse(request.rawQuery(), Utf8.decode(body));
    }

    private static AwsException refused(MalformedException e) {
        return AwsException.sender("MalformedInput", 400, e.message());
    }

    private static void open(XmlText xml, String element, ServiceModel service) {
        String namespace = service.traits().xmlNamespace();
        if (namespace.isEmpty()) {
            xml.open(element);
        } else {
            xml.openWithAttributes(element).attribute("xmlns", namespace).endAttributes();
        }
    }

    private static HttpResponse answer(int status, XmlText xml, String requestId, List<HttpHeaders.Line> more) {
        List<HttpHeaders.Line> lines = new ArrayList<>(2 + more.size());
        lines.add(new HttpHeaders.Line("x-amzn-RequestId", requestId));
        lines.add(new HttpHeaders.Line("Content-Type", "text/xml"));
        lines.addAll(more);
        return new HttpResponse(status, new HttpHeaders(lines), Payload.of(xml.utf8()));
    }
}
