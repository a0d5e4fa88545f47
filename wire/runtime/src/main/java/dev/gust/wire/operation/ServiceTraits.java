package dev.gust.wire.operation;

import java.util.List;

/**
 * What a model says about a service as a whole.
 *
 * @param id our name of it, which is its package: dynamodb, cognitoidp
 * @param sdkId the name by which SDKs and the CBOR protocol know it
 * @param signingName the service in the scope of a signature
 * @param endpointPrefix the first label of its host name
 * @param protocols the first is the one its model names as its own
 * @param targetPrefix what stands before the dot in X-Amz-Target, or empty
 * @param xmlNamespace of its XML documents, or empty
 * @param errorNamespace what stands before an error's code in JSON answers, with its hash sign, or empty
 * @param bareErrors whether errors in XML have no element around them, as those of S3
 * @param queryCompatible whether it moved from the query protocol, and answers errors with their older codes too
 * @param validationCode the code of the error for an input that breaks a constraint
 * @param maximumBodyBytes what a document in a body may measure at most; streamed bodies have limits of their own
 */
public record ServiceTraits(
        String id,
        String sdkId,
        String apiVersion,
        String signingName,
        String endpointPrefix,
        List<ProtocolName> protocols,
        String targetPrefix,
        String xmlNamespace,
        String errorNamespace,
        boolean bareErrors,
        boolean queryCompatible,
        String validationCode,
        int maximumBodyBytes) {
    public ServiceTraits {
        protocols = List.copyOf(protocols);
    }
}
