package dev.gust.services.dynamodb;

import dev.gust.base.Arn;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.wire.operation.CallContext;
import java.util.Optional;
import java.util.regex.Pattern;

/** Table names as requests give them: the name itself, or the ARN of a table of this account and region. */
final class TableName {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");
    private static final String TABLE = "table/";

    private TableName() {}

    static TableKeys keys(CallContext context) {
        return new TableKeys(context.account(), context.region());
    }

    /** The name in the text, whether or not there is such a table. */
    static String of(CallContext context, String nameOrArn) {
        if (!nameOrArn.startsWith("arn:")) {
            if (!NAME.matcher(nameOrArn).matches()) {
                throw DynamoDbErrors.validation(
                        "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, "
                                + "and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
            }
            return nameOrArn;
        }
        Optional<Arn> arn = Arn.parse(nameOrArn)
                .filter(table -> table.service().equals("dynamodb")
                        && table.resource().startsWith(TABLE)
                        && table.resource().indexOf('/', TABLE.length()) < 0);
        if (arn.isEmpty()) {
            throw DynamoDbErrors.validation("Invalid TableArn: Invalid ResourceArn provided as input " + nameOrArn);
        }
        if (!arn.get().account().equals(context.account())
                || !arn.get().region().equals(context.region())) {
            // A table of another account would need resource policies, one of another region is not reached from here.
            throw DynamoDbErrors.noTable();
        }
        return arn.get().resource().substring(TABLE.length());
    }

    static String arn(CallContext context, TableDefinition table) {
        return Arn.of("dynamodb", context.region(), context.account(), TABLE + table.name())
                .toString();
    }
}
