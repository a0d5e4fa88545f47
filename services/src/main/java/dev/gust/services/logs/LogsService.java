package dev.gust.services.logs;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.LogSink;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.segments.SegmentStore;
import dev.gust.wire.model.logs.CloudWatchLogs;
import dev.gust.wire.model.logs.CreateLogGroupOutput;
import dev.gust.wire.model.logs.CreateLogGroupRequest;
import dev.gust.wire.model.logs.CreateLogStreamOutput;
import dev.gust.wire.model.logs.CreateLogStreamRequest;
import dev.gust.wire.model.logs.DeleteLogGroupOutput;
import dev.gust.wire.model.logs.DeleteLogGroupRequest;
import dev.gust.wire.model.logs.DeleteLogStreamOutput;
import dev.gust.wire.model.logs.DeleteLogStreamRequest;
import dev.gust.wire.model.logs.DeleteRetentionPolicyOutput;
import dev.gust.wire.model.logs.DeleteRetentionPolicyRequest;
import dev.gust.wire.model.logs.DescribeLogGroupsRequest;
import dev.gust.wire.model.logs.DescribeLogGroupsResponse;
import dev.gust.wire.model.logs.DescribeLogStreamsRequest;
import dev.gust.wire.model.logs.DescribeLogStreamsResponse;
import dev.gust.wire.model.logs.FilterLogEventsRequest;
import dev.gust.wire.model.logs.FilterLogEventsResponse;
import dev.gust.wire.model.logs.GetLogEventsRequest;
import dev.gust.wire.model.logs.GetLogEventsResponse;
import dev.gust.wire.model.logs.ListTagsForResourceRequest;
import dev.gust.wire.model.logs.ListTagsForResourceResponse;
import dev.gust.wire.model.logs.ListTagsLogGroupRequest;
import dev.gust.wire.model.logs.ListTagsLogGroupResponse;
import dev.gust.wire.model.logs.PutLogEventsRequest;
import dev.gust.wire.model.logs.PutLogEventsResponse;
import dev.gust.wire.model.logs.PutRetentionPolicyOutput;
import dev.gust.wire.model.logs.PutRetentionPolicyRequest;
import dev.gust.wire.model.logs.StartLiveTailRequest;
import dev.gust.wire.model.logs.StartLiveTailResponse;
import dev.gust.wire.model.logs.TagLogGroupOutput;
import dev.gust.wire.model.logs.TagLogGroupRequest;
import dev.gust.wire.model.logs.TagResourceOutput;
import dev.gust.wire.model.logs.TagResourceRequest;
import dev.gust.wire.model.logs.UntagLogGroupOutput;
import dev.gust.wire.model.logs.UntagLogGroupRequest;
import dev.gust.wire.model.logs.UntagResourceOutput;
import dev.gust.wire.model.logs.UntagResourceRequest;
import dev.gust.wire.operation.CallContext;

/** The operations of CloudWatch Logs, and the port by which functions log. */
public final class LogsService implements CloudWatchLogs {
    private final LogGroups groups;
    private final LogStreams streams;
    private final LogEvents events;
    private final LogSearch search;
    private final FunctionLogs functionLogs;
    private final StreamActivity activity;
    private final LogRetention retention;
    private final LiveTails tails;

    public LogsService(OrderedStore store, SegmentStore telemetry, Clock clock, Ids ids) {
        LogsStore records = new LogsStore(store);
        this.activity = new StreamActivity(records);
        this.functionLogs = new FunctionLogs(records, telemetry, activity, clock, ids);
        this.groups = new LogGroups(records, functionLogs, clock, ids);
        this.streams = new LogStreams(records, activity, functionLogs, clock);
        this.events = new LogEvents(records, telemetry, activity, clock);
        this.search = new LogSearch(records, telemetry, clock);
        this.tails = new LiveTails(records, telemetry, clock, ids);
        this.retention = new LogRetention(store, telemetry, clock);
    }

    /** For what functions write. */
    public LogSink sink() {
        return functionLogs;
    }

    /** To be called about once a second, and before the store closes. */
    public void tick() {
        activity.write();
        retention.tick();
    }

    /** Sessions that are open end within a second. */
    public void stop() {
        tails.close();
    }

    @Override
    public CreateLogGroupOutput createLogGroup(CreateLogGroupRequest input, CallContext context) {
        return groups.create(input, context);
    }

    @Override
    public DeleteLogGroupOutput deleteLogGroup(DeleteLogGroupRequest input, CallContext context) {
        return groups.delete(input, context);
    }

    @Override
    public DescribeLogGroupsResponse describeLogGroups(DescribeLogGroupsRequest input, CallContext context) {
        return groups.describe(input, context);
    }

    @Override
    public PutRetentionPolicyOutput putRetentionPolicy(PutRetentionPolicyRequest input, CallContext context) {
        return groups.retain(input, context);
    }

    @Override
    public DeleteRetentionPolicyOutput deleteRetentionPolicy(DeleteRetentionPolicyRequest input, CallContext context) {
        return groups.retainForEver(input, context);
    }

    @Override
    public TagResourceOutput tagResource(TagResourceRequest input, CallContext context) {
        return groups.tag(input, context);
    }

    @Override
    public UntagResourceOutput untagResource(UntagResourceRequest input, CallContext context) {
        return groups.untag(input, context);
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest input, CallContext context) {
        return groups.tags(input, context);
    }

    @Override
    public TagLogGroupOutput tagLogGroup(TagLogGroupRequest input, CallContext context) {
        groups.tag(LogGroups.place(input.logGroupName(), context), input.tags());
        return new TagLogGroupOutput();
    }

    @Override
    public UntagLogGroupOutput untagLogGroup(UntagLogGroupRequest input, CallContext context) {
        groups.untag(LogGroups.place(input.logGroupName(), context), input.tags());
        return new UntagLogGroupOutput();
    }

    @Override
    public ListTagsLogGroupResponse listTagsLogGroup(ListTagsLogGroupRequest input, CallContext context) {
        return new ListTagsLogGroupResponse(groups.tags(LogGroups.place(input.logGroupName(), context)));
    }

    @Override
    public CreateLogStreamOutput createLogStream(CreateLogStreamRequest input, CallContext context) {
        return streams.create(input, context);
    }

    @Override
    public DeleteLogStreamOutput deleteLogStream(DeleteLogStreamRequest input, CallContext context) {
        return streams.delete(input, context);
    }

    @Override
    public DescribeLogStreamsResponse describeLogStreams(DescribeLogStreamsRequest input, CallContext context) {
        return streams.describe(input, context);
    }

    @Override
    public PutLogEventsResponse putLogEvents(PutLogEventsRequest input, CallContext context) {
        return events.put(input, context);
    }

    @Override
    public GetLogEventsResponse getLogEvents(GetLogEventsRequest input, CallContext context) {
        return search.get(input, context);
    }

    @Override
    public FilterLogEventsResponse filterLogEvents(FilterLogEventsRequest input, CallContext context) {
        return search.filter(input, context);
    }

    @Override
    public StartLiveTailResponse startLiveTail(StartLiveTailRequest input, CallContext context) {
        return tails.start(input, context);
    }
}
