package dev.gust.storage.faults;

/** The process ends here. An Error, so that no handler of failures goes on as if nothing had happened. */
public final class SimulatedCrash extends Error {
    SimulatedCrash(String where) {
        super("simulated crash " + where, null, false, false);
    }
}
