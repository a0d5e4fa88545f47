package dev.gust.server;

import dev.gust.server.gateway.ServiceRegistry;
import dev.gust.services.sts.StsService;
import dev.gust.wire.model.sts.StsModel;
import java.util.Optional;

/** The only place that names services. A service more is a line more. */
final class ServiceCatalog {
    private ServiceCatalog() {}

    static void fill(ServiceRegistry services, Foundation foundation) {
        // Until IAM is there nobody has roles or identity providers, and nobody can assume any.
        StsService sts = new StsService(
                foundation.store(),
                _ -> Optional.empty(),
                (_, _) -> Optional.empty(),
                foundation.clock(),
                foundation.ids());
        services.service(StsModel.SERVICE, sts)
                .anonymous(StsModel.SERVICE, "AssumeRoleWithWebIdentity")
                .accessKeys(sts);
    }
}
