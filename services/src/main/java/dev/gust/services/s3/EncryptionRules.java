package dev.gust.services.s3;

import dev.gust.services.ports.records.Supported;
import dev.gust.wire.model.s3.ServerSideEncryptionByDefault;
import dev.gust.wire.model.s3.ServerSideEncryptionConfiguration;
import dev.gust.wire.model.s3.ServerSideEncryptionRule;
import dev.gust.wire.operation.NotImplementedException;
import java.util.List;
import java.util.Set;

/** The one default encryption there is: AES-256 under keys of our own. */
final class EncryptionRules {
    private EncryptionRules() {}

    static void check(ServerSideEncryptionConfiguration configuration) {
        if (configuration.rules().size() != 1) {
            throw S3Errors.malformedXml();
        }
        ServerSideEncryptionRule rule = configuration.rules().getFirst();
        Supported.only("S3", rule, Set.of("ApplyServerSideEncryptionByDefault"));
        ServerSideEncryptionByDefault byDefault = rule.applyServerSideEncryptionByDefault();
        if (byDefault == null) {
            throw S3Errors.malformedXml();
        }
        if (!"AES256".equals(byDefault.sseAlgorithm()) || byDefault.kmsMasterKeyID() != null) {
            throw NotImplementedException.feature("S3", "the default encryption " + byDefault.sseAlgorithm());
        }
    }

    static ServerSideEncryptionConfiguration aes256() {
        return new ServerSideEncryptionConfiguration(
                List.of(new ServerSideEncryptionRule(new ServerSideEncryptionByDefault("AES256", null), false, null)));
    }
}
