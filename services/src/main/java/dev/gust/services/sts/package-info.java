/**
 * Security Token Service: who a caller is, and temporary credentials that are real. A temporary key is a record of the
 * store, found by its id when a request is signed with it, and refused once it has expired.
 *
 * <p>Operations: GetCallerIdentity, AssumeRole, AssumeRoleWithWebIdentity, GetSessionToken.
 *
 * <p>Known gaps: session policies, tags and source identities are checked and stored, and enforced together with all
 * other policies once those are. Multi-factor authentication, trusted context assertions, SAML and federation tokens
 * are refused by name. Unlike at AWS an account's root may assume a role that trusts its account, because the root is
 * whom local set-ups run as.
 *
 * <p>The example for other services: {@link dev.gust.services.sts.StsService} says which method answers which operation,
 * nouns ({@code RoleSessions}, {@code SessionTokens}) hold the operations, rules ({@code TrustRules},
 * {@code WebIdentityToken}) decide without threads or storage, {@code StsStore} knows keys and records,
 * {@code StsErrors} words the refusals.
 */
@NullMarked
package dev.gust.services.sts;

import org.jspecify.annotations.NullMarked;
