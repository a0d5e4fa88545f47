package dev.gust.wire.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.model.iam.IamModel;
import dev.gust.wire.model.sts.AssumeRoleRequest;
import dev.gust.wire.model.sts.ExpiredTokenException;
import dev.gust.wire.model.sts.GetCallerIdentityRequest;
import dev.gust.wire.model.sts.GetCallerIdentityResponse;
import dev.gust.wire.model.sts.StsModel;
import dev.gust.wire.model.sts.Tag;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.protocol.query.AwsQueryProtocol;
import org.junit.jupiter.api.Test;

class QueryWireTest {
    @Test
    void answersGetCallerIdentity() {
        assertThat(Requests.decode(StsModel.SERVICE, Requests.form("Action=GetCallerIdentity&Version=2011-06-15")))
                .isEqualTo(new GetCallerIdentityRequest());
        HttpResponse response = AwsQueryProtocol.PROTOCOL.encode(
                StsModel.getCallerIdentity(),
                new GetCallerIdentityResponse("000000000000", "000000000000", "arn:aws:iam::000000000000:root"),
                "r-1");
        assertThat(Requests.body(response)).isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\
                        <GetCallerIdentityResult><UserId>000000000000</UserId><Account>000000000000</Account>\
                        <Arn>arn:aws:iam::000000000000:root</Arn></GetCallerIdentityResult>\
                        <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>""");
        assertThat(response.headers().first("Content-Type")).contains("text/xml");
    }

    @Test
    void readsListsOfStructures() {
        AssumeRoleRequest input = (AssumeRoleRequest) Requests.decode(
                StsModel.SERVICE,
                Requests.form("Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Fa&"
                        + "RoleSessionName=some%2Bname%3D1&Tags.member.2.Key=b&Tags.member.2.Value=2&"
                        + "Tags.member.1.Key=a&Tags.member.1.Value=1&DurationSeconds=900"));
        assertThat(input.tags()).containsExactly(new Tag("a", "1"), new Tag("b", "2"));
        assertThat(input.roleSessionName()).isEqualTo("some+name=1");
        assertThat(input.durationSeconds()).isEqualTo(900);
    }

    @Test
    void refusesNamesAndPathsInTheWordsOfIam() {
        assertThat(refusalOfIam("Action=GetRole&RoleName=a+b"))
                .isEqualTo(
                        "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or"
                                + " the following: +=,.@_-");
        assertThat(refusalOfIam("Action=ListRoles&PathPrefix=x"))
                .startsWith("1 validation error detected: Value 'x' at 'pathPrefix'");
        assertThat(refusalOfIam("Action=CreateRole&RoleName=a&AssumeRolePolicyDocument=%7B%7D&Path=x"))
                .isEqualTo("The specified value for path is invalid. It must begin and end with / and contain only"
                        + " alphanumeric characters and/or / characters.");
        assertThat(refusalOfIam("Action=GetRole&RoleName=" + "a".repeat(65)))
                .endsWith("failed to satisfy constraint: Member must have length less than or equal to 64");
    }

    private static String refusalOfIam(String form) {
        AwsException error = catchThrowableOfType(
                AwsException.class,
                () -> Requests.decode(IamModel.SERVICE, Requests.form(form + "&Version=2010-05-08")));
        assertThat(error.code()).isEqualTo("ValidationError");
        return String.valueOf(error.getMessage());
    }

    @Test
    void refusesWithTheCodeOfTheService() {
        AwsException error = catchThrowableOfType(
                AwsException.class,
                () -> Requests.decode(StsModel.SERVICE, Requests.form("Action=AssumeRole&RoleSessionName=ab")));
        assertThat(error.code()).isEqualTo("ValidationError");
        assertThat(error)
                .hasMessage("1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: "
                        + "Member must not be null");
        assertThat(Requests.body(AwsQueryProtocol.PROTOCOL.encodeError(
                        StsModel.SERVICE, new ExpiredTokenException("late & gone"), "r-2")))
                .isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>\
                        <Code>ExpiredTokenException</Code><Message>late &amp; gone</Message></Error>\
                        <RequestId>r-2</RequestId></ErrorResponse>""");
    }

    @Test
    void refusesActionsThatAreMissingUnknownOrUnmodelled() {
        assertThat(refusal("Version=2011-06-15").code()).isEqualTo("MissingAction");
        assertThat(refusal("Action=Dance")).hasMessage("Could not find operation Dance for version 2011-06-15");
        assertThat(refusal("Action=AssumeRoot").code()).isEqualTo("NotImplemented");
        assertThat(refusal("Action=%zz").code()).isEqualTo("MalformedInput");
    }

    private static AwsException refusal(String form) {
        return catchThrowableOfType(AwsException.class, () -> Requests.decode(StsModel.SERVICE, Requests.form(form)));
    }
}
