package dev.gust.services.lambda;

import dev.gust.storage.Reader;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How an account's concurrency in a region is divided: what functions have for themselves, and what is left for all others. */
final class AccountShares {
    private AccountShares() {}

    /** What is left when this function has nothing for itself; an empty name counts every function. */
    static int unreserved(Reader reader, Scope scope, LambdaSettings settings, String except) {
        List<FunctionRecord> functions = LambdaStore.all(reader, scope.functions(), FunctionRecord.CODEC);
        Map<String, Integer> provisioned = LambdaStore.all(
                        reader,
                        ProvisionedRecord.everywhere().plus(scope.account()).plus(scope.region()),
                        ProvisionedRecord.CODEC)
                .stream()
                .collect(Collectors.groupingBy(
                        ProvisionedRecord::function, Collectors.summingInt(ProvisionedRecord::requested)));
        int taken = 0;
        for (FunctionRecord function : functions) {
            if (!function.name().equals(except)) {
                Integer reserved = function.reservedConcurrency();
                // What is provisioned for a function with a reservation is part of the reservation.
                taken += reserved == null ? provisioned.getOrDefault(function.name(), 0) : reserved;
            }
        }
        return settings.concurrentExecutions() - taken;
    }
}
