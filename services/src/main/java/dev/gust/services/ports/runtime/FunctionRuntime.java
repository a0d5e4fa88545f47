package dev.gust.services.ports.runtime;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Runs functions, and keeps their unpacked code. Safe for use by many threads; runs block the calling one. */
public interface FunctionRuntime {
    /** Whether functions of this runtime can run here, by what, and what to install if not. */
    RuntimeSupport support(String identifier);

    /** Why a function can not have these devices of the machine; empty when it can. */
    Optional<String> obstacle(List<String> devices);

    /** Whether the package with this id is unpacked and ready. */
    boolean hasPackage(String id);

    /**
     * Unpacks a zip archive; the same bytes again cost nothing.
     *
     * @return the package's id, which is the SHA-256 of the archive in small hexadecimal digits
     * @throws PackageRefusedException when it is no usable archive; the message says why
     */
    String addPackage(byte[] zip, long maximumUnpackedBytes) throws PackageRefusedException;

    /** How many bytes the files of an unpacked package have together. */
    long unpackedBytes(String id);

    /** Removes unpacked packages that are not among these. */
    void retainPackages(Set<String> ids);

    /** The version was deployed, and may be called soon: what makes its first start quicker is made in the background. */
    void prepare(RunnableVersion version);

    /** Runs one invocation to its end. Its output is heard before the outcome is known. */
    RunOutcome run(RunnableVersion version, RunRequest request, RunListener output);

    /** As {@link #run}, handing over the response as it is written; the outcome's payload is then empty. */
    RunOutcome runStreaming(RunnableVersion version, RunRequest request, RunListener output, ResponseStream response);

    /** Keeps this many environments ready ahead of invocations; 0 ends that. */
    void provision(RunnableVersion version, int environments);

    /** How far the provisioned environments are. */
    Provisioned provisioned(RunnableVersion version);

    /** At most this many environments at once over all versions of the function; empty lifts the limit. */
    void reserveConcurrency(String functionArn, OptionalInt limit);

    /** Ends the environments of one revision of a version: idle ones now, busy ones after their invocation. */
    void retire(String functionArn, String version, String revision);
}
