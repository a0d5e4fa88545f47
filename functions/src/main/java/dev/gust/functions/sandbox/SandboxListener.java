package dev.gust.functions.sandbox;

/** Hears what becomes of sandboxes. */
public interface SandboxListener {
    /** The program runs. */
    void started(long id);

    /** The code is in place. */
    void assigned(long id);

    /** It could not be made; nothing is left of it. */
    void failed(long id, String reason);

    /** Its program ended; what it left running is being ended. */
    void exited(long id, SandboxExit exit);

    /** Nothing is left of it. Told of every sandbox, once. */
    void gone(long id);
}
