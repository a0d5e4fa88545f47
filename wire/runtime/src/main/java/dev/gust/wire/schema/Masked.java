package dev.gust.wire.schema;

/** The text of a structure that holds something which must not show. */
public final class Masked {
    private static final String MASK = "***";

    private Masked() {}

    public static String text(Structure structure) {
        StructureSchema schema = structure.shapeSchema();
        StringBuilder text = new StringBuilder(schema.name()).append('[');
        String separator = "";
        for (MemberSchema member : schema.members()) {
            Object value = structure.memberValue(member.index());
            if (value != null) {
                text.append(separator).append(member.name()).append('=');
                text.append(member.sensitive() ? MASK : value);
                separator = ", ";
            }
        }
        return text.append(']').toString();
    }
}
