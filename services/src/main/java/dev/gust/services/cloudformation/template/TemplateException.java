package dev.gust.services.cloudformation.template;

/** What is wrong with a template or with its parameters; a {@code ValidationError} for the caller. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TemplateException(String message) {
        super(message);
    }
}
