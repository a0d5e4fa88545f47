package dev.gust.cli.aws;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** An element of an answer in XML, by its local name. */
public record XmlTree(String name, String text, List<XmlTree> children) {
    public static final XmlTree EMPTY = new XmlTree("", "", List.of());

    public XmlTree {
        children = List.copyOf(children);
    }

    /** The root of a document; an empty one where the text is none. */
    public static XmlTree parse(String document) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(document));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    return element(reader);
                }
            }
        } catch (XMLStreamException e) {
            return new XmlTree("", document, List.of());
        }
        return EMPTY;
    }

    private static XmlTree element(XMLStreamReader reader) throws XMLStreamException {
        String name = reader.getLocalName();
        StringBuilder text = new StringBuilder();
        List<XmlTree> children = new ArrayList<>();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(reader));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    return new XmlTree(name, text.toString(), children);
                }
                default -> {}
            }
        }
        return new XmlTree(name, text.toString(), children);
    }

    /** The first descendant reached by these names. */
    public Optional<XmlTree> find(String... path) {
        XmlTree at = this;
        for (String step : path) {
            Optional<XmlTree> next = at.children().stream()
                    .filter(child -> child.name().equals(step))
                    .findFirst();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            at = next.get();
        }
        return Optional.of(at);
    }

    /** The text of the first descendant reached by these names, or nothing. */
    public Optional<String> textAt(String... path) {
        return find(path).map(XmlTree::text);
    }
}
