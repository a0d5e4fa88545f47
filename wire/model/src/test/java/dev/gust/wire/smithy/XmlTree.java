package dev.gust.wire.smithy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** An XML document as text in which only what matters differs: no space between elements, attributes sorted. */
final class XmlTree {
    private XmlTree() {}

    static String canonical(String xml) {
        try {
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
            return element(document.getDocumentElement());
        } catch (Exception e) {
            throw new IllegalStateException("This is not XML: " + xml, e);
        }
    }

    private static String element(Element element) {
        TreeMap<String, String> attributes = new TreeMap<>();
        NamedNodeMap given = element.getAttributes();
        for (int i = 0; i < given.getLength(); i++) {
            attributes.put(given.item(i).getNodeName(), given.item(i).getNodeValue());
        }
        if (element.getNodeName().equals("ErrorResponse")) {
            attributes.remove("xmlns");
        }
        List<String> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element part) {
                // The cases of the query protocol leave out what every answer ends with.
                if (!part.getNodeName().equals("ResponseMetadata")) {
                    children.add(element(part));
                }
            } else if (child.getNodeType() == Node.TEXT_NODE || child.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(child.getNodeValue());
            }
        }
        // Members of a structure may stand in any order; items of a list all have one name and keep theirs.
        boolean oneName = children.stream()
                        .map(child -> child.split("[ >]", 2)[0])
                        .distinct()
                        .count()
                <= 1;
        if (!oneName) {
            children.sort(String::compareTo);
        }
        String content = children.isEmpty() ? text.toString() : String.join("", children);
        return '<' + element.getNodeName() + ' ' + attributes + '>' + content + "</" + element.getNodeName() + '>';
    }
}
