package com.amazonaws.services.lambda.runtime;

/** Who called, when Cognito knows. */
public interface CognitoIdentity {
    String getIdentityId();

    String getIdentityPoolId();
}
