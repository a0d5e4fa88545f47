package dev.gust.services.ports.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.services.ports.policy.PolicyRequest.Caller;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyEvaluatorTest {
    private static final Caller ALICE =
            new Caller.Identity("111111111111", List.of("arn:aws:iam::111111111111:user/alice"));

    private static Decision decide(String policy, PolicyKind kind, Caller caller, Map<String, List<String>> keys)
            throws PolicySyntaxException {
        return PolicyEvaluator.decide(
                List.of(PolicyParser.parse(policy, kind)),
                new PolicyRequest(caller, "s3:GetObject", "arn:aws:s3:::photos/a/b.jpg", keys));
    }

    private static Decision decideIdentity(String statement) throws PolicySyntaxException {
        return decide(
                "{\"Version\":\"2012-10-17\",\"Statement\":" + statement + "}",
                PolicyKind.IDENTITY,
                ALICE,
                Map.of(
                        "aws:username",
                        List.of("a"),
                        "aws:SourceIp",
                        List.of("10.1.2.3"),
                        "s3:prefix",
                        List.of("x", "y")));
    }

    @Test
    void allowsWhatAStatementNames() throws PolicySyntaxException {
        assertThat(decideIdentity(
                        "{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"arn:aws:s3:::photos/*\"}"))
                .isEqualTo(Decision.ALLOWED);
        assertThat(decideIdentity("{\"Effect\":\"Allow\",\"Action\":\"S3:getobject\",\"Resource\":\"*\"}"))
                .isEqualTo(Decision.ALLOWED);
        assertThat(decideIdentity("{\"Effect\":\"Allow\",\"NotAction\":\"s3:*\",\"Resource\":\"*\"}"))
                .isEqualTo(Decision.SILENT);
    }

    @Test
    void denialWinsOverAllowance() throws PolicySyntaxException {
        assertThat(decideIdentity("[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"},"
                        + "{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::photos/a/?.jpg\"}]"))
                .isEqualTo(Decision.DENIED);
    }

    @Test
    void fillsInVariables() throws PolicySyntaxException {
        assertThat(
                        decideIdentity(
                                "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::photos/${aws:username}/*\"}"))
                .isEqualTo(Decision.ALLOWED);
        assertThat(
                        decideIdentity(
                                "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::photos/${aws:userid}/*\"}"))
                .isEqualTo(Decision.SILENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}|ALLOWED",
                "{\"NotIpAddress\":{\"aws:SourceIp\":[\"10.0.0.0/8\",\"1.2.3.4/32\"]}}|SILENT",
                "{\"StringEquals\":{\"AWS:USERNAME\":\"a\"}}|ALLOWED",
                "{\"StringEquals\":{\"aws:absent\":\"a\"}}|SILENT",
                "{\"StringEqualsIfExists\":{\"aws:absent\":\"a\"}}|ALLOWED",
                "{\"StringNotEquals\":{\"aws:absent\":\"a\"}}|ALLOWED",
                "{\"Null\":{\"aws:absent\":\"true\"}}|ALLOWED",
                "{\"ForAllValues:StringLike\":{\"s3:prefix\":[\"x*\",\"y\"]}}|ALLOWED",
                "{\"ForAllValues:StringLike\":{\"s3:prefix\":[\"x\"]}}|SILENT",
                "{\"ForAnyValue:StringEquals\":{\"s3:prefix\":[\"y\"]}}|ALLOWED"
            })
    void asksTheConditions(String condition, Decision expected) throws PolicySyntaxException {
        assertThat(decideIdentity("{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":"
                        + condition + "}"))
                .isEqualTo(expected);
    }

    @Test
    void namesPrincipalsInEveryWay() throws PolicySyntaxException {
        String policy =
                "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":%s,\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}}";
        for (String principal : List.of(
                "\"*\"",
                "{\"AWS\":\"*\"}",
                "{\"AWS\":\"111111111111\"}",
                "{\"AWS\":[\"arn:aws:iam::111111111111:root\"]}",
                "{\"AWS\":\"arn:aws:iam::111111111111:user/alice\"}")) {
            assertThat(decide(policy.formatted(principal), PolicyKind.RESOURCE, ALICE, Map.of()))
                    .isEqualTo(Decision.ALLOWED);
        }
        assertThat(decide(policy.formatted("{\"Service\":\"s3.amazonaws.com\"}"), PolicyKind.RESOURCE, ALICE, Map.of()))
                .isEqualTo(Decision.SILENT);
        assertThat(decide(
                        policy.formatted("{\"Service\":\"sns.amazonaws.com\"}"),
                        PolicyKind.RESOURCE,
                        new Caller.Service("sns.amazonaws.com"),
                        Map.of()))
                .isEqualTo(Decision.ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"Version\":\"2012-10-17\"}",
                "{\"Version\":\"2020-01-01\",\"Statement\":[]}",
                "{\"Statement\":[{\"Effect\":\"Maybe\",\"Action\":\"a:b\",\"Resource\":\"*\"}]}",
                "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"nocolon\",\"Resource\":\"*\"}]}",
                "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"a:b\"}]}",
                "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"a:b\",\"Resource\":\"*\"}]}",
                "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"a:b\",\"Resource\":\"*\",\"Condition\":{\"Is\":{}}}]}",
                "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"a:b\",\"Resource\":\"*\",\"Typo\":1}]}"
            })
    void refusesWhatIsNoPolicy(String policy) {
        assertThatThrownBy(() -> PolicyParser.parse(policy, PolicyKind.IDENTITY))
                .isInstanceOf(PolicySyntaxException.class);
    }

    @Test
    void wildcardsTakeBoundedTime() {
        assertThat(Wildcard.matches("*a".repeat(2000) + "b", "a".repeat(4000))).isFalse();
    }
}
