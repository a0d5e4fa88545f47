package dev.gust.services.ecr;

import dev.gust.wire.model.ecr.DescribeRepositoriesRequest;
import dev.gust.wire.model.ecr.DescribeRepositoriesResponse;
import dev.gust.wire.model.ecr.Ecr;
import dev.gust.wire.model.ecr.RepositoryNotFoundException;
import dev.gust.wire.operation.CallContext;
import java.util.List;

/** Says that there are no repositories. The Serverless Framework asks whenever it removes a service. */
public final class EcrService implements Ecr {
    @Override
    public DescribeRepositoriesResponse describeRepositories(DescribeRepositoriesRequest input, CallContext context) {
        if (!input.repositoryNames().isEmpty()) {
            throw new RepositoryNotFoundException(
                    "The repository with name '" + input.repositoryNames().getFirst()
                            + "' does not exist in the registry with id '" + context.account() + "'");
        }
        return new DescribeRepositoriesResponse(List.of(), null);
    }
}
