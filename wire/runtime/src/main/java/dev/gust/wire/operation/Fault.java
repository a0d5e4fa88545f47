package dev.gust.wire.operation;

/** Whose fault an error is. */
public enum Fault {
    SENDER("Sender"),
    RECEIVER("Receiver");

    private final String wireValue;

    Fault(String wireValue) {
        this.wireValue = wireValue;
    }

    /** As the XML protocols write it. */
    public String wireValue() {
        return wireValue;
    }
}
