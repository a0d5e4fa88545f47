package dev.gust.services.s3;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.flag;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.oneOf;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.s3.CORSRule;
import dev.gust.wire.model.s3.FilterRule;
import dev.gust.wire.model.s3.LambdaFunctionConfiguration;
import dev.gust.wire.model.s3.NotificationConfiguration;
import dev.gust.wire.model.s3.NotificationConfigurationFilter;
import dev.gust.wire.model.s3.S3KeyFilter;
import dev.gust.wire.operation.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code AWS::S3::Bucket}. */
final class BucketHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::S3::Bucket",
            List.of(
                    optional("BucketName", text()).whoseChangeReplaces(),
                    optional("AccessControl", oneOf("Private", "BucketOwnerFullControl")),
                    optional(
                            "BucketEncryption",
                            structure(required(
                                    "ServerSideEncryptionConfiguration",
                                    list(structure(
                                            optional("BucketKeyEnabled", flag()),
                                            required(
                                                    "ServerSideEncryptionByDefault",
                                                    structure(required("SSEAlgorithm", oneOf("AES256"))))))))),
                    optional(
                            "CorsConfiguration",
                            structure(required(
                                    "CorsRules",
                                    list(structure(
                                            optional("AllowedHeaders", list(text())),
                                            required("AllowedMethods", list(text())),
                                            required("AllowedOrigins", list(text())),
                                            optional("ExposedHeaders", list(text())),
                                            optional("Id", text()),
                                            optional("MaxAge", whole())))))),
                    optional(
                            "NotificationConfiguration",
                            structure(optional(
                                    "LambdaConfigurations",
                                    list(structure(
                                            required("Event", text()),
                                            required("Function", text()),
                                            optional(
                                                    "Filter",
                                                    structure(required(
                                                            "S3Key",
                                                            structure(required(
                                                                    "Rules",
                                                                    list(structure(
                                                                            required("Name", text()),
                                                                            required("Value", text()))))))))))))),
                    optional("Tags", tags())),
            Set.of("Arn", "DomainName", "RegionalDomainName", "DualStackDomainName"));

    private final Buckets buckets;
    private final Notifications notifications;
    private final CrossOrigin crossOrigin;
    private final Uploads uploads;

    BucketHandler(Buckets buckets, Notifications notifications, CrossOrigin crossOrigin, Uploads uploads) {
        this.buckets = buckets;
        this.notifications = notifications;
        this.crossOrigin = crossOrigin;
        this.uploads = uploads;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String name = properties.text("BucketName").orElseGet(() -> context.generatedLowerCaseName(63));
        try {
            buckets.create(name, context.region(), context.caller());
        } catch (AwsException e) {
            if (!context.resumed() || !e.code().equals("BucketAlreadyOwnedByYou")) {
                throw e;
            }
        }
        configure(context, name, properties);
        return state(name, context.region());
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        configure(context, physicalId, after);
        return state(physicalId, context.region());
    }

    private void configure(ResourceContext context, String name, ResourceProperties properties) {
        buckets.encrypt(name, properties.has("BucketEncryption"), context.caller());
        BucketRecord bucket = buckets.tag(name, properties.tags("Tags", context), context.caller());
        List<LambdaFunctionConfiguration> functions = new ArrayList<>();
        properties
                .structure("NotificationConfiguration")
                .ifPresent(configuration -> configuration
                        .structures("LambdaConfigurations")
                        .forEach(each -> functions.add(function(each))));
        notifications.put(bucket, new NotificationConfiguration(List.of(), List.of(), functions, null));
        List<CORSRule> rules = properties
                .structure("CorsConfiguration")
                .map(configuration -> configuration.structures("CorsRules").stream()
                        .map(BucketHandler::rule)
                        .toList())
                .orElse(List.of());
        if (rules.isEmpty()) {
            crossOrigin.delete(bucket);
        } else {
            crossOrigin.put(bucket, rules);
        }
    }

    private static CORSRule rule(ResourceProperties properties) {
        return CORSRule.builder()
                .id(properties.text("Id").orElse(null))
                .allowedHeaders(properties.texts("AllowedHeaders"))
                .allowedMethods(properties.texts("AllowedMethods"))
                .allowedOrigins(properties.texts("AllowedOrigins"))
                .exposeHeaders(properties.texts("ExposedHeaders"))
                .maxAgeSeconds(properties.whole("MaxAge").map(Long::intValue).orElse(null))
                .build();
    }

    private static LambdaFunctionConfiguration function(ResourceProperties properties) {
        List<FilterRule> rules = new ArrayList<>();
        properties
                .structure("Filter")
                .flatMap(filter -> filter.structure("S3Key"))
                .ifPresent(key -> key.structures("Rules")
                        .forEach(rule ->
                                rules.add(new FilterRule(rule.requiredText("Name"), rule.requiredText("Value")))));
        return LambdaFunctionConfiguration.builder()
                .lambdaFunctionArn(properties.requiredText("Function"))
                .events(List.of(properties.requiredText("Event")))
                .filter(rules.isEmpty() ? null : new NotificationConfigurationFilter(new S3KeyFilter(rules)))
                .build();
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        try {
            uploads.abortAll(buckets.get(physicalId, context.caller()));
            buckets.delete(physicalId, context.caller());
        } catch (AwsException e) {
            if (!e.code().equals("NoSuchBucket")) {
                throw e;
            }
        }
    }

    private static ResourceState state(String name, String region) {
        return ResourceState.of(name)
                .with("Arn", "arn:aws:s3:::" + name)
                .with("DomainName", name + ".s3.amazonaws.com")
                .with("RegionalDomainName", name + ".s3." + region + ".amazonaws.com")
                .with("DualStackDomainName", name + ".s3.dualstack." + region + ".amazonaws.com");
    }
}
