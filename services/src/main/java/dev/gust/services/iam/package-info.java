/**
 * IAM: roles, their trust, inline policies, and managed policies.
 *
 * <p>Documents are read and checked when they are given. They are not enforced yet, except for the trust of roles; the
 * server says so at every start. AWS's own managed policies can be attached by their ARN; their documents are not here.
 *
 * <p>Known gaps, each refused by name: users, groups, their keys, instance profiles, SAML and OpenID providers.
 */
@NullMarked
package dev.gust.services.iam;

import org.jspecify.annotations.NullMarked;
