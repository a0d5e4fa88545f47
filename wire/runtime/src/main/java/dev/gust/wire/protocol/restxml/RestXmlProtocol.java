package dev.gust.wire.protocol.restxml;

import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.ProtocolName;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.protocol.rest.RestProtocol;
import dev.gust.wire.protocol.xml.XmlDocuments;
import dev.gust.wire.protocol.xml.XmlText;
import dev.gust.wire.protocol.xml.XmlWriter;
import dev.gust.wire.schema.Location;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;
import dev.gust.wire.schema.XmlNamespace;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** restXml. S3 has headers of its own for a request's ids, and errors without an element around them. */
public final class RestXmlProtocol extends RestProtocol {
    public static final RestXmlProtocol PROTOCOL = new RestXmlProtocol();

    private RestXmlProtocol() {}

    @Override
    public ProtocolName name() {
        return ProtocolName.REST_XML;
    }

    @Override
    public String contentType() {
        return "application/xml";
    }

    @Override
    public HttpResponse encodeError(ServiceModel service, AwsException error, String requestId) {
        List<HttpHeaders.Line> headers = errorHeaders(service, error, requestId);
        XmlText xml = new XmlText().declaration();
        if (service.traits().bareErrors()) {
            error(xml, error).element("RequestId", requestId).element("HostId", hostId(requestId));
            xml.close("Error");
        } else {
            open(xml, "ErrorResponse", namespace(service));
            error(xml, error)
                    .element("Type", error.fault().wireValue())
                    .close("Error")
                    .element("RequestId", requestId)
                    .close("ErrorResponse");
        }
        return new HttpResponse(error.status(), new HttpHeaders(headers), Payload.of(xml.utf8()));
    }

    @Override
    public byte[] eventDocument(Structure event) {
        XmlText xml = new XmlText();
        new XmlWriter(xml).root(event.shapeSchema().xmlName(), null, event);
        return xml.utf8();
    }

    @Override
    public byte[] errorDocument(AwsException error) {
        return error(new XmlText(), error).close("Error").utf8();
    }

    @Override
    protected List<HttpHeaders.Line> idHeaders(ServiceModel service, String requestId) {
        return service.traits().bareErrors()
                ? List.of(
                        new HttpHeaders.Line("x-amz-request-id", requestId),
                        new HttpHeaders.Line("x-amz-id-2", hostId(requestId)))
                : super.idHeaders(service, requestId);
    }

    @Override
    protected void read(byte[] body, StructureSchema schema, @Nullable Object[] values, Decoding decoding) {
        XmlDocuments.read(body, schema, values, decoding);
    }

    @Override
    protected @Nullable Object readPayload(byte[] body, MemberSchema member, Decoding decoding) {
        return XmlDocuments.readValue(body, member, decoding);
    }

    @Override
    protected byte[] write(ServiceModel service, Structure output) {
        if (output.shapeSchema().members().stream().noneMatch(member -> member.location() == Location.BODY)) {
            return new byte[0];
        }
        XmlText xml = new XmlText().declaration();
        StructureSchema schema = output.shapeSchema();
        XmlNamespace own = schema.xmlNamespace();
        new XmlWriter(xml).root(schema.xmlName(), own == null ? namespace(service) : own, output);
        return xml.utf8();
    }

    @Override
    protected byte[] writePayload(ServiceModel service, MemberSchema member, Object value) {
        if (!(value instanceof Structure structure)) {
            throw new IllegalStateException(member.name() + " is a body and no structure");
        }
        XmlText xml = new XmlText().declaration();
        StructureSchema schema = structure.shapeSchema();
        XmlNamespace own = member.xmlNamespace() == null ? schema.xmlNamespace() : member.xmlNamespace();
        String name = member.hasXmlName() ? member.xmlName() : schema.xmlName();
        new XmlWriter(xml).root(name, own == null ? namespace(service) : own, structure);
        return xml.utf8();
    }

    @Override
    protected AwsException refused(MalformedException problem) {
        return AwsException.sender("MalformedXML", 400, problem.message());
    }

    private static XmlText error(XmlText xml, AwsException error) {
        xml.open("Error");
        xml.element("Code", error.code());
        if (!(error instanceof Structure) || !error.message().isEmpty()) {
            xml.message(error.message());
        }
        if (error instanceof Structure structure) {
            new XmlWriter(xml).membersBesides("message", structure);
        }
        for (Map.Entry<String, String> field : error.fields().entrySet()) {
            xml.element(field.getKey(), field.getValue());
        }
        return xml;
    }

    private static void open(XmlText xml, String element, @Nullable XmlNamespace namespace) {
        xml.openWithAttributes(element);
        if (namespace != null) {
            xml.attribute("xmlns", namespace.uri());
        }
        xml.endAttributes();
    }

    private static @Nullable XmlNamespace namespace(ServiceModel service) {
        String uri = service.traits().xmlNamespace();
        return uri.isEmpty() ? null : new XmlNamespace("", uri);
    }

    /** S3's second id names the host that answered; it is opaque, and here the first id again. */
    private static String hostId(String requestId) {
        return requestId;
    }
}
