package dev.gust.cli.deploy;

/** Hears what a deployment is about, as it goes. */
public interface Progress {
    /**
     * Something is done.
     *
     * @param done such as {@code created}
     * @param detail more about it, or empty
     */
    void step(String done, String what, String detail);

    /** Something that takes a while begins. */
    default void begin(String what) {
        step("...", what, "");
    }
}
