package dev.gust.base.yaml;

/** A text that cannot be read, why, and where. */
public final class DocumentSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final transient Position position;

    public DocumentSyntaxException(String problem, Position position) {
        super(problem + " (" + position + ")");
        this.problem = problem;
        this.position = position;
    }

    /** What is wrong, without the place. */
    public String problem() {
        return problem;
    }

    public Position position() {
        return position;
    }
}
