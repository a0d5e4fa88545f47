package dev.gust.server;

import dev.gust.base.json.JsonValue;
import dev.gust.server.functions.HostRuntime;
import dev.gust.server.functions.HostStart;
import dev.gust.server.gateway.ServiceRegistry;
import dev.gust.services.apigateway.ApiGatewayResources;
import dev.gust.services.apigateway.ApiGatewayService;
import dev.gust.services.apigateway.ApiGatewayV2Service;
import dev.gust.services.apigateway.front.ApiFront;
import dev.gust.services.cloudformation.CloudFormationService;
import dev.gust.services.cloudformation.MetadataResource;
import dev.gust.services.cloudformation.custom.CustomAnswers;
import dev.gust.services.cloudformation.custom.CustomResourceHandler;
import dev.gust.services.delivery.DeliverySettings;
import dev.gust.services.delivery.EventRouter;
import dev.gust.services.dynamodb.DynamoDbService;
import dev.gust.services.dynamodb.TableBackground;
import dev.gust.services.dynamodb.TableResources;
import dev.gust.services.dynamodb.TableSettings;
import dev.gust.services.dynamodb.streams.DynamoDbStreamsService;
import dev.gust.services.dynamodb.streams.TableStreams;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.services.ecr.EcrService;
import dev.gust.services.events.EventsService;
import dev.gust.services.events.pattern.EventPattern;
import dev.gust.services.events.pattern.PatternSyntaxException;
import dev.gust.services.iam.IamService;
import dev.gust.services.lambda.LambdaService;
import dev.gust.services.lambda.LambdaSettings;
import dev.gust.services.lambda.resources.LambdaResources;
import dev.gust.services.logs.LogGroupHandler;
import dev.gust.services.logs.LogsService;
import dev.gust.services.ports.Traces;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.s3.S3Service;
import dev.gust.services.scheduler.SchedulerService;
import dev.gust.services.sts.StsService;
import dev.gust.services.usage.UsageLog;
import dev.gust.storage.timers.TimerService;
import dev.gust.wire.model.apigateway.ApiGatewayModel;
import dev.gust.wire.model.apigatewayv2.ApiGatewayV2Model;
import dev.gust.wire.model.cloudformation.CloudFormationModel;
import dev.gust.wire.model.dynamodb.DynamoDbModel;
import dev.gust.wire.model.dynamodbstreams.DynamoDbStreamsModel;
import dev.gust.wire.model.ecr.EcrModel;
import dev.gust.wire.model.events.EventBridgeModel;
import dev.gust.wire.model.iam.IamModel;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.logs.CloudWatchLogsModel;
import dev.gust.wire.model.s3.S3Model;
import dev.gust.wire.model.scheduler.SchedulerModel;
import dev.gust.wire.model.sts.StsModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The only place that names services, and joins their ports. A service more is a few lines more. */
final class ServiceCatalog implements AutoCloseable {
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private Runnable answersWithoutEnd = () -> {};
    private final List<ResourceHandler> resources = new ArrayList<>();
    private final ServiceRegistry services;
    private final Foundation foundation;
    private final EventRouter router;
    private final TimerService timers;

    private ServiceCatalog(ServiceRegistry services, Foundation foundation) {
        this.services = services;
        this.foundation = foundation;
        this.router =
                new EventRouter(foundation.store(), foundation.clock(), foundation.ids(), DeliverySettings.DEFAULT);
        // The name stays the same over restarts: who has the data folder takes the place of whoever had it before,
        // leases included.
        this.timers = new TimerService(foundation.store(), foundation.clock(), foundation.node());
        running.push(timers);
    }

    /** Every service, running. */
    static ServiceCatalog fill(
            ServiceRegistry services,
            Foundation foundation,
            HostStart functions,
            LambdaSettings limits,
            TableSettings tables) {
        ServiceCatalog catalog = new ServiceCatalog(services, foundation);
        IamService iam = catalog.identity();
        StsService sts = catalog.sessions(iam);
        LogsService logs = catalog.logs();
        S3Service s3 = catalog.objects();
        LambdaService lambda = catalog.functions(functions, limits, logs, sts, s3);
        catalog.apis(lambda);
        catalog.tables(lambda, tables);
        EventsService events = catalog.events();
        SchedulerService scheduler = catalog.scheduler(iam);
        catalog.router.start();
        catalog.running.push(catalog.router);
        events.start(catalog.timers);
        scheduler.start(catalog.timers);
        lambda.start();
        catalog.running.push(lambda);
        catalog.stacks(iam, s3);
        return catalog;
    }

    /** The types that templates may use, and what may be said of them. */
    List<ResourceSchema> resourceTypes() {
        return resources.stream().map(ResourceHandler::schema).toList();
    }

    private IamService identity() {
        IamService iam = new IamService(foundation.store(), foundation.clock(), foundation.ids());
        services.service(IamModel.SERVICE, iam);
        resources.addAll(iam.resources());
        return iam;
    }

    private StsService sessions(IamService iam) {
        // Nobody registers identity providers yet, so no web identity is vouched for.
        StsService sts = new StsService(
                foundation.store(), iam.directory(), (_, _) -> Optional.empty(), foundation.clock(), foundation.ids());
        services.service(StsModel.SERVICE, sts)
                .anonymous(StsModel.SERVICE, "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML")
                .accessKeys(sts);
        return sts;
    }

    private LogsService logs() {
        LogsService logs =
                new LogsService(foundation.store(), foundation.telemetry(), foundation.clock(), foundation.ids());
        services.service(CloudWatchLogsModel.SERVICE, logs);
        resources.add(new LogGroupHandler(foundation.operations()));
        answersWithoutEnd = logs::stop;
        running.push(new Ticker("logs", foundation.clock(), logs::tick));
        running.push(new Ticker("heap", foundation.clock(), HeapKeeper.ofThisProcess()::look));
        return logs;
    }

    private S3Service objects() {
        S3Service s3 = new S3Service(
                foundation.store(), foundation.blobs(), router.outbox(), foundation.clock(), foundation.randomness());
        services.service(S3Model.SERVICE, s3).crossOriginRules(s3.crossOriginRules());
        router.register(s3.eventTarget());
        resources.addAll(s3.resources());
        return s3;
    }

    private LambdaService functions(
            HostStart functions, LambdaSettings limits, LogsService logs, StsService sts, S3Service s3) {
        LambdaService lambda = new LambdaService(
                new LambdaService.Foundation(
                        foundation.store(),
                        foundation.blobs(),
                        new HostRuntime(functions),
                        router.outbox(),
                        logs.sink(),
                        new UsageLog(foundation.usage()),
                        sts,
                        Optional.of(s3.reader()),
                        ServiceCatalog::pattern,
                        foundation.clock(),
                        foundation.randomness(),
                        foundation.node()),
                limits);
        services.service(LambdaModel.SERVICE, lambda);
        lambda.surfaces().forEach(services::surface);
        router.register(lambda.eventTarget());
        resources.addAll(LambdaResources.handlers(foundation.operations(), foundation.clock()));
        running.push(functions);
        return lambda;
    }

    private void apis(LambdaService lambda) {
        services.service(
                        ApiGatewayModel.SERVICE,
                        new ApiGatewayService(foundation.store(), foundation.clock(), foundation.ids()))
                .service(
                        ApiGatewayV2Model.SERVICE,
                        new ApiGatewayV2Service(foundation.store(), foundation.clock(), foundation.ids()))
                .surface(new ApiFront(
                        foundation.store(), lambda.invoker(), new Traces(foundation.randomness(), foundation.clock())));
        resources.addAll(ApiGatewayResources.handlers(foundation.store(), foundation.clock(), foundation.ids()));
    }

    private void tables(LambdaService lambda, TableSettings settings) {
        TableStore tables = new TableStore(foundation.store(), foundation.clock());
        TableBackground background = new TableBackground(tables, settings).start();
        running.push(background);
        services.service(
                        DynamoDbModel.SERVICE,
                        new DynamoDbService(tables, foundation.ids(), settings, background::wake))
                .service(DynamoDbStreamsModel.SERVICE, new DynamoDbStreamsService(tables));
        lambda.eventSources().register(new TableStreams(tables));
        resources.add(new TableResources(foundation.operations(), foundation.clock(), settings));
    }

    private EventsService events() {
        EventsService events =
                new EventsService(foundation.store(), timers, router.outbox(), foundation.clock(), foundation.ids());
        services.service(EventBridgeModel.SERVICE, events);
        router.register(events.eventTarget());
        services.service(EcrModel.SERVICE, new EcrService());
        resources.addAll(EventsService.resources(foundation.operations()));
        return events;
    }

    private SchedulerService scheduler(IamService iam) {
        SchedulerService scheduler = new SchedulerService(
                foundation.store(), timers, router.outbox(), iam.directory(), foundation.clock(), foundation.ids());
        services.service(SchedulerModel.SERVICE, scheduler);
        resources.add(SchedulerService.resource(foundation.operations()));
        return scheduler;
    }

    /** The events service's patterns, for whoever matches events. */
    private static Predicate<JsonValue> pattern(String text) {
        try {
            EventPattern pattern = EventPattern.parse(text);
            return event -> event instanceof JsonValue.Obj object && pattern.matches(object);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private void stacks(IamService iam, S3Service s3) {
        CustomAnswers answers = new CustomAnswers(foundation.gateway(), foundation.ids());
        resources.add(new CustomResourceHandler(foundation.operations(), answers));
        resources.add(new MetadataResource());
        CloudFormationService stacks = new CloudFormationService(
                foundation.store(),
                resources,
                answers,
                s3.reader(),
                iam.directory(),
                foundation.clock(),
                foundation.ids());
        services.service(CloudFormationModel.SERVICE, stacks).surface(answers);
        stacks.start();
        running.push(stacks);
    }

    /** Ends what is answered for as long as somebody listens, which a server that stops would wait for. */
    void endAnswersWithoutEnd() {
        answersWithoutEnd.run();
    }

    /** Stops what works by itself, the last started first, so that nothing is left without what it stands on. */
    @Override
    public void close() {
        while (!running.isEmpty()) {
            AutoCloseable each = running.pop();
            try {
                each.close();
            } catch (Exception e) {
                System.getLogger(ServiceCatalog.class.getName())
                        .log(
                                System.Logger.Level.ERROR,
                                "event=stop-failed what=" + each.getClass().getSimpleName(),
                                e);
            }
        }
    }
}
