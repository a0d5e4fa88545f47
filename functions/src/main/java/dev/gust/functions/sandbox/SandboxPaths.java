package dev.gust.functions.sandbox;

import java.util.List;

/**
 * Where a function finds its things inside its sandbox.
 *
 * @param task the package
 * @param layers what is at /opt on AWS; several folders where they could not be merged, the one that covers the others first
 * @param packs the SDKs that come with the runtimes
 */
public record SandboxPaths(String task, List<String> layers, String packs) {
    /** As on AWS. */
    public static final SandboxPaths USUAL = new SandboxPaths("/var/task", List.of("/opt"), "/var/packs");

    public SandboxPaths {
        layers = List.copyOf(layers);
    }
}
