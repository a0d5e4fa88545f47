package dev.gust.services.logs;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.logs.LogsStore.Place;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.wire.model.logs.CreateLogGroupOutput;
import dev.gust.wire.model.logs.CreateLogGroupRequest;
import dev.gust.wire.model.logs.DeleteLogGroupOutput;
import dev.gust.wire.model.logs.DeleteLogGroupRequest;
import dev.gust.wire.model.logs.DeleteRetentionPolicyOutput;
import dev.gust.wire.model.logs.DeleteRetentionPolicyRequest;
import dev.gust.wire.model.logs.DescribeLogGroupsRequest;
import dev.gust.wire.model.logs.DescribeLogGroupsResponse;
import dev.gust.wire.model.logs.ListTagsForResourceRequest;
import dev.gust.wire.model.logs.ListTagsForResourceResponse;
import dev.gust.wire.model.logs.LogGroup;
import dev.gust.wire.model.logs.LogGroupClass;
import dev.gust.wire.model.logs.PutRetentionPolicyOutput;
import dev.gust.wire.model.logs.PutRetentionPolicyRequest;
import dev.gust.wire.model.logs.TagResourceOutput;
import dev.gust.wire.model.logs.TagResourceRequest;
import dev.gust.wire.model.logs.UntagResourceOutput;
import dev.gust.wire.model.logs.UntagResourceRequest;
import dev.gust.wire.operation.CallContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Groups: made, listed, kept for a time, tagged, deleted. */
final class LogGroups {
    private static final Pattern NAME = Pattern.compile("[.\\-_/#A-Za-z0-9]{1,512}");
    private static final Pattern GROUP_RESOURCE = Pattern.compile("log-group:[^:]+(:\\*)?");
    private static final Set<Integer> RETENTIONS = new TreeSet<>(Set.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653));
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAXIMUM_TAGS = 50;

    private final LogsStore store;
    private final FunctionLogs functionLogs;
    private final Clock clock;
    private final Ids ids;

    LogGroups(LogsStore store, FunctionLogs functionLogs, Clock clock, Ids ids) {
        this.store = store;
        this.functionLogs = functionLogs;
        this.clock = clock;
        this.ids = ids;
    }

    CreateLogGroupOutput create(CreateLogGroupRequest input, CallContext context) {
        if (!NAME.matcher(input.logGroupName()).matches()) {
            throw LogsErrors.invalid("1 validation error detected: Value '" + input.logGroupName()
                    + "' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + "[\\.\\-_/#A-Za-z0-9]+");
        }
        if (input.logGroupName().toLowerCase(Locale.ROOT).startsWith("aws/")) {
            throw LogsErrors.invalid("Log groups starting with AWS/ are reserved for AWS.");
        }
        if (input.kmsKeyId() != null) {
            throw LogsErrors.refused("kmsKeyId (encryption of a log group with a key)");
        }
        if (input.logGroupClass() != null && input.logGroupClass() != LogGroupClass.STANDARD) {
            throw LogsErrors.refused("log groups of class " + input.logGroupClass());
        }
        if (Boolean.TRUE.equals(input.deletionProtectionEnabled())) {
            throw LogsErrors.refused("deletionProtectionEnabled");
        }
        Place place = place(input.logGroupName(), context);
        store.store().write(tx -> {
            if (store.findGroup(tx, place).isPresent()) {
                throw LogsErrors.groupExists();
            }
            store.put(tx, place, new LogGroupRecord(place.group(), ids.uuid(), clock.instant(), 1, null, input.tags()));
        });
        return new CreateLogGroupOutput();
    }

    DeleteLogGroupOutput delete(DeleteLogGroupRequest input, CallContext context) {
        Place place = place(input.logGroupName(), context);
        store.store().write(tx -> {
            LogGroupRecord group = store.group(tx, place);
            store.delete(tx, place, group);
            LogRetention.deleted(tx, group, clock.instant());
        });
        functionLogs.forget(place);
        return new DeleteLogGroupOutput();
    }

    DescribeLogGroupsResponse describe(DescribeLogGroupsRequest input, CallContext context) {
        if (input.hasAccountIdentifiers() || Boolean.TRUE.equals(input.includeLinkedAccounts())) {
            throw LogsErrors.refused("log groups of other accounts");
        }
        if (input.hasLogGroupIdentifiers()) {
            List<LogGroup> told = store.store()
                    .read(snapshot -> input.logGroupIdentifiers().stream()
                            .map(identifier -> identified(null, identifier, context))
                            .flatMap(place -> store.findGroup(snapshot, place).stream())
                            .map(group -> told(group, context))
                            .toList());
            return new DescribeLogGroupsResponse(told, null);
        }
        if (input.logGroupClass() != null && input.logGroupClass() != LogGroupClass.STANDARD) {
            // There are none.
            return new DescribeLogGroupsResponse(List.of(), null);
        }
        String part = input.logGroupNamePattern();
        if (part != null && input.logGroupNamePrefix() != null) {
            throw LogsErrors.invalid(
                    "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }
        Key parent = store.groups(context.account(), context.region());
        KeyRange range = input.logGroupNamePrefix() == null
                ? KeyRange.under(parent)
                : KeyRange.textPrefix(parent, input.logGroupNamePrefix());
        if (input.nextToken() != null) {
            range = range.after(parent.plus(input.nextToken()));
        }
        int limit = Math.clamp(input.limit() == null ? DEFAULT_LIMIT : input.limit(), 1, DEFAULT_LIMIT);
        KeyRange asked = range;
        Page page = store.store().read(snapshot -> snapshot.scan(Scan.of(asked).limit(limit)));
        List<LogGroup> told = new ArrayList<>();
        String last = null;
        for (Entry entry : page.entries()) {
            LogGroupRecord group = LogGroupRecord.CODEC.decode(entry.value());
            last = group.name();
            if (part == null || group.name().contains(part)) {
                told.add(told(group, context));
            }
        }
        return new DescribeLogGroupsResponse(told, page.rest().isPresent() ? last : null);
    }

    PutRetentionPolicyOutput retain(PutRetentionPolicyRequest input, CallContext context) {
        if (!RETENTIONS.contains(input.retentionInDays())) {
            throw LogsErrors.invalid("1 validation error detected: Value '" + input.retentionInDays()
                    + "' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: "
                    + RETENTIONS);
        }
        retain(place(input.logGroupName(), context), input.retentionInDays());
        return new PutRetentionPolicyOutput();
    }

    DeleteRetentionPolicyOutput retainForEver(DeleteRetentionPolicyRequest input, CallContext context) {
        retain(place(input.logGroupName(), context), null);
        return new DeleteRetentionPolicyOutput();
    }

    private void retain(Place place, @Nullable Integer days) {
        store.store().write(tx -> {
            LogGroupRecord group = store.group(tx, place).withRetention(days);
            store.put(tx, place, group);
            LogRetention.keep(tx, group, days);
        });
    }

    TagResourceOutput tag(TagResourceRequest input, CallContext context) {
        tag(named(input.resourceArn(), context), input.tags());
        return new TagResourceOutput();
    }

    UntagResourceOutput untag(UntagResourceRequest input, CallContext context) {
        untag(named(input.resourceArn(), context), input.tagKeys());
        return new UntagResourceOutput();
    }

    ListTagsForResourceResponse tags(ListTagsForResourceRequest input, CallContext context) {
        return new ListTagsForResourceResponse(tags(named(input.resourceArn(), context)));
    }

    void tag(Place place, Map<String, String> added) {
        change(place, group -> {
            Map<String, String> tags = new LinkedHashMap<>(group.tags());
            tags.putAll(added);
            if (tags.size() > MAXIMUM_TAGS) {
                throw LogsErrors.tooManyTags(MAXIMUM_TAGS);
            }
            return group.withTags(tags);
        });
    }

    void untag(Place place, List<String> removed) {
        change(place, group -> {
            Map<String, String> tags = new LinkedHashMap<>(group.tags());
            removed.forEach(tags::remove);
            return group.withTags(tags);
        });
    }

    Map<String, String> tags(Place place) {
        return store.store().read(snapshot -> store.group(snapshot, place).tags());
    }

    private void change(Place place, UnaryOperator<LogGroupRecord> change) {
        store.store().write(tx -> store.put(tx, place, change.apply(store.group(tx, place))));
    }

    static Place place(String group, CallContext context) {
        return new Place(context.account(), context.region(), group);
    }

    /** The group that a name, or an identifier (a name or an ARN), means; exactly one of them is given. */
    static Place identified(@Nullable String name, @Nullable String identifier, CallContext context) {
        if (name != null && identifier != null) {
            throw LogsErrors.invalid("LogGroup name and LogGroup ARN are mutually exclusive parameters.");
        }
        if (name != null) {
            return place(name, context);
        }
        if (identifier == null) {
            throw LogsErrors.invalid("Either LogGroup name or LogGroup ARN is a required parameter.");
        }
        return identifier.startsWith("arn:") ? named(identifier, context) : place(identifier, context);
    }

    /** The group that an ARN means. */
    private static Place named(String text, CallContext context) {
        Arn arn = Arn.parse(text)
                .filter(named -> named.service().equals("logs")
                        && GROUP_RESOURCE.matcher(named.resource()).matches())
                .orElseThrow(() -> LogsErrors.invalid("Invalid ARN: " + text + " is not the ARN of a log group."));
        if (!arn.account().equals(context.account()) || !arn.region().equals(context.region())) {
            throw LogsErrors.noGroup();
        }
        return place(arn.resource().split(":")[1], context);
    }

    static Arn arn(String account, String region, String group) {
        return Arn.of("logs", region, account, "log-group:" + group);
    }

    private static LogGroup told(LogGroupRecord group, CallContext context) {
        String arn = arn(context.account(), context.region(), group.name()).toString();
        return LogGroup.builder()
                .logGroupName(group.name())
                .creationTime(group.created().toEpochMilli())
                .retentionInDays(group.retentionDays())
                .metricFilterCount(0)
                .arn(arn + ":*")
                .logGroupArn(arn)
                .logGroupClass(LogGroupClass.STANDARD)
                .build();
    }
}
