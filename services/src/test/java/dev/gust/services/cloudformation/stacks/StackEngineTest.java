package dev.gust.services.cloudformation.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.services.cloudformation.template.TemplateException;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.memory.MemoryStore;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StackEngineTest {
    private static final String TWO = """
            Resources:
              Low: {Type: 'Test::Thing', Properties: {Name: low, Size: 1}}
              High: {Type: 'Test::Thing', Properties: {Uses: [!GetAtt Low.Arn]}}
            Outputs:
              LowArn: {Value: !GetAtt Low.Arn, Export: {Name: low-arn}}
            """;

    private final Things things = new Things();
    private final OrderedStore store = MemoryStore.create();
    private final Deployment deployment = new Deployment(store, things);

    @AfterEach
    void close() {
        deployment.close();
        store.close();
    }

    private static StackRequest request(String template) {
        return Deployment.request(template);
    }

    @Test
    void createsWhatIsNeededFirst() throws Exception {
        Stack stack = deployment.create("notes", request(TWO));
        assertThat(stack.status()).isEqualTo(StackStatus.CREATE_COMPLETE);
        assertThat(stack.outputs()).containsExactly(new StackOutput("LowArn", "arn:thing:low", null, "low-arn"));
        assertThat(things.calls).containsExactly("create Low", "create High");
        assertThat(deployment.events(stack.id()))
                .containsExactly(
                        "notes CREATE_IN_PROGRESS",
                        "Low CREATE_IN_PROGRESS",
                        "Low CREATE_IN_PROGRESS",
                        "Low CREATE_COMPLETE",
                        "High CREATE_IN_PROGRESS",
                        "High CREATE_IN_PROGRESS",
                        "High CREATE_COMPLETE",
                        "notes CREATE_COMPLETE");
        assertThat(deployment.resources(stack.id()).get("High").properties().toJson())
                .isEqualTo("{\"Uses\":[\"arn:thing:low\"]}");
    }

    @Test
    void makesIndependentResourcesAtTheSameTime() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        things.before = call -> {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Stack stack = deployment.create(
                "notes", request("Resources: {A: {Type: 'Test::Thing'}, B: {Type: 'Test::Thing'}}\n"));
        assertThat(stack.status()).isEqualTo(StackStatus.CREATE_COMPLETE);
    }

    @Test
    void refusesBeforeAnythingIsMade() {
        assertThatThrownBy(() -> deployment.create("notes", request("Resources: {A: {Type: 'Test::Thin'}}\n")))
                .isInstanceOf(TemplateException.class)
                .hasMessage(
                        "Template format error: Unrecognized resource types: [Test::Thin]. Gust does not support them."
                                + " Did you mean Test::Thing for Test::Thin?");
        assertThatThrownBy(() -> deployment.create("notes", request("""
                        Resources:
                          Low:
                            Type: Test::Thing
                            Properties:
                              Nam: x
                        """)))
                .hasMessage(
                        "Properties validation failed for resource Low (Test::Thing) with message: #/Nam: extraneous key"
                                + " [Nam] is not permitted: Gust knows no such property of Test::Thing; did you mean Name?"
                                + " (line 5, column 7)");
        assertThatThrownBy(
                        () -> deployment.create(
                                "notes",
                                request(
                                        "Resources: {A: {Type: 'Test::Thing', Properties: {Uses: !GetAtt B.Url}}, B: {Type: 'Test::Thing'}}\n")))
                .hasMessage("Template error: resource B does not support attribute type Url in Fn::GetAtt");
        assertThat(things.calls).isEmpty();
        assertThat(deployment.store.stacks(store, Deployment.ACCOUNT, Deployment.REGION))
                .isEmpty();
    }

    @Test
    void rollsBackAFailedCreation() throws Exception {
        Stack stack = deployment.create("notes", request("""
                Resources:
                  A: {Type: 'Test::Thing'}
                  B: {Type: 'Test::Thing', DependsOn: A, Properties: {Fail: create}}
                  C: {Type: 'Test::Thing', DependsOn: B}
                """));
        assertThat(stack.status()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
        assertThat(things.existing).isEmpty();
        assertThat(things.calls).containsExactly("create A", "create B", "delete A");
        assertThat(deployment.reason(stack.id(), "B", "CREATE_FAILED"))
                .startsWith("Resource handler returned message: \"told to fail\" (RequestToken: ")
                .endsWith(", HandlerErrorCode: InvalidRequest)");
        assertThat(deployment.reason(stack.id(), "notes", "ROLLBACK_IN_PROGRESS"))
                .isEqualTo("The following resource(s) failed to create: [B]. Rollback requested by user.");
    }

    @Test
    void keepsAFailedCreationWhenAskedTo() throws Exception {
        Stack stack = deployment.create(
                "notes",
                Deployment.request(
                        "Resources: {A: {Type: 'Test::Thing', Properties: {Fail: create}}}\n",
                        Map.of(),
                        Map.of(),
                        StackOperation.OnFailure.DO_NOTHING));
        assertThat(stack.status()).isEqualTo(StackStatus.CREATE_FAILED);
    }

    @Test
    void updatesReplacesAddsAndRemoves() throws Exception {
        StackId id = deployment.create("notes", request("""
                Resources:
                  Same: {Type: 'Test::Thing', Properties: {Size: 1}}
                  Grown: {Type: 'Test::Thing', Properties: {Size: 1}}
                  Renamed: {Type: 'Test::Thing', Properties: {Name: old}}
                  User: {Type: 'Test::Thing', Properties: {Uses: [!Ref Renamed]}}
                  Gone: {Type: 'Test::Thing', Properties: {Name: gone}}
                  Kept: {Type: 'Test::Thing', DeletionPolicy: Retain, Properties: {Name: kept}}
                """)).id();
        things.calls.clear();
        Stack stack = deployment.update(id, request("""
                Resources:
                  Same: {Type: 'Test::Thing', Properties: {Size: 1}}
                  Grown: {Type: 'Test::Thing', Properties: {Size: 2}}
                  Renamed: {Type: 'Test::Thing', Properties: {Name: new}}
                  User: {Type: 'Test::Thing', Properties: {Uses: [!Ref Renamed]}}
                  Fresh: {Type: 'Test::Thing', Properties: {Name: fresh}}
                """));
        assertThat(stack.status()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(things.calls)
                .containsExactlyInAnyOrder(
                        "update Grown",
                        "create Renamed",
                        "update User",
                        "create Fresh",
                        "delete Renamed",
                        "delete Gone");
        assertThat(things.existing).containsKeys("new", "fresh", "kept").doesNotContainKeys("old", "gone");
        assertThat(deployment.resources(id).keySet())
                .containsExactlyInAnyOrder("Same", "Grown", "Renamed", "User", "Fresh");
        assertThat(deployment.events(id)).contains("Kept DELETE_SKIPPED", "notes UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
    }

    @Test
    void rollsBackAFailedUpdate() throws Exception {
        StackId id = deployment.create("notes", request("""
                Resources:
                  Grown: {Type: 'Test::Thing', Properties: {Size: 1}}
                  Renamed: {Type: 'Test::Thing', Properties: {Name: old}}
                  Last: {Type: 'Test::Thing', DependsOn: [Grown, Renamed]}
                """)).id();
        Stack stack = deployment.update(id, request("""
                Resources:
                  Grown: {Type: 'Test::Thing', Properties: {Size: 2}}
                  Renamed: {Type: 'Test::Thing', Properties: {Name: new}}
                  Fresh: {Type: 'Test::Thing', Properties: {Name: fresh}}
                  Last: {Type: 'Test::Thing', DependsOn: [Grown, Renamed, Fresh], Properties: {Fail: update}}
                """));
        assertThat(stack.status()).isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);
        assertThat(things.existing).containsKey("old").doesNotContainKeys("new", "fresh");
        assertThat(deployment.resources(id).get("Grown").properties().toJson()).isEqualTo("{\"Size\":1}");
        assertThat(deployment.resources(id).keySet()).containsExactlyInAnyOrder("Grown", "Renamed", "Last");
        Stack again =
                deployment.update(id, request("Resources: {Grown: {Type: 'Test::Thing', Properties: {Size: 3}}}\n"));
        assertThat(again.status()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(things.existing).hasSize(1);
    }

    @Test
    void refusesAnUpdateWithoutChanges() throws Exception {
        StackId id = deployment.create("notes", request(TWO)).id();
        assertThatThrownBy(() -> deployment.update(id, request(TWO))).hasMessage("No updates are to be performed.");
        Stack tagged = deployment.update(
                id, Deployment.request(TWO, Map.of(), Map.of("team", "x"), StackOperation.OnFailure.ROLLBACK));
        assertThat(tagged.status()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(things.calls).contains("update Low", "update High");
    }

    @Test
    void deletesUsersBeforeWhatTheyUse() throws Exception {
        StackId id = deployment.create("notes", request(TWO)).id();
        things.calls.clear();
        Stack stack = deployment.delete(id);
        assertThat(stack.status()).isEqualTo(StackStatus.DELETE_COMPLETE);
        assertThat(things.calls).containsExactly("delete High", "delete Low");
        assertThat(things.existing).isEmpty();
        Stack again = deployment.create("notes", request(TWO));
        assertThat(again.status()).isEqualTo(StackStatus.CREATE_COMPLETE);
        assertThat(again.id()).isNotEqualTo(id);
    }

    @Test
    void keepsAnExportThatIsInUse() throws Exception {
        StackId exporter = deployment.create("notes", request(TWO)).id();
        StackId importer = deployment
                .create(
                        "user",
                        request("Resources: {A: {Type: 'Test::Thing', Properties: {Uses: [!ImportValue low-arn]}}}\n"))
                .id();
        assertThat(deployment.delete(exporter).status()).isEqualTo(StackStatus.DELETE_FAILED);
        assertThat(deployment.reason(exporter, "notes", "DELETE_FAILED"))
                .isEqualTo("Export low-arn cannot be deleted as it is in use by user");
        assertThat(deployment.delete(importer).status()).isEqualTo(StackStatus.DELETE_COMPLETE);
        assertThat(deployment.delete(exporter).status()).isEqualTo(StackStatus.DELETE_COMPLETE);
    }
}
