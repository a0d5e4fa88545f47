package dev.gust.services.lambda;

import dev.gust.storage.Key;
import dev.gust.wire.operation.CallContext;

/** An account in a region: the world that a function lives in. */
record Scope(String account, String region) {
    static Scope of(CallContext context) {
        return new Scope(context.account(), context.region());
    }

    static Scope of(FunctionReference reference) {
        return new Scope(reference.account(), reference.region());
    }

    Key functions() {
        return root("functions");
    }

    Key function(String name) {
        return functions().plus(name);
    }

    /** Keys below belong to one function's life: its id is never used again. */
    Key versions(String functionId) {
        return root("versions").plus(functionId);
    }

    Key version(String functionId, long number) {
        return versions(functionId).plus(number);
    }

    Key aliases(String functionId) {
        return root("aliases").plus(functionId);
    }

    Key policies(String functionId) {
        return root("policies").plus(functionId);
    }

    /** The policy of a version or alias, or of the function itself under an empty qualifier. */
    Key policy(String functionId, String qualifier) {
        return policies(functionId).plus(qualifier);
    }

    Key eventInvokes(String functionId) {
        return root("event-invoke").plus(functionId);
    }

    Key urls(String functionId) {
        return root("urls").plus(functionId);
    }

    Key packages() {
        return root("packages");
    }

    Key layers() {
        return root("layers");
    }

    /** Of all layers. */
    Key layerVersions() {
        return root("layer-versions");
    }

    Key layerVersions(String layer) {
        return layerVersions().plus(layer);
    }

    Key layerPolicy(String layer, long version) {
        return root("layer-policies").plus(layer).plus(version);
    }

    private Key root(String collection) {
        return Key.of(account, region, "lambda", collection);
    }
}
