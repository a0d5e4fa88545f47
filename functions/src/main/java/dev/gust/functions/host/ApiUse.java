package dev.gust.functions.host;

import java.util.Set;

/**
 * What an environment uses the runtime API for.
 *
 * @param driving whether its runtime fetches its invocations there
 * @param extensions the names of the extensions that are started with it
 */
record ApiUse(boolean driving, Set<String> extensions) {
    ApiUse {
        extensions = Set.copyOf(extensions);
    }
}
