/**
 * ECR, as far as tools ask whether a repository is there: none ever is. Functions are made of packages and not of images, so
 * nothing makes a repository; DescribeRepositories says that truthfully, and every other operation answers NotImplemented.
 */
@NullMarked
package dev.gust.services.ecr;

import org.jspecify.annotations.NullMarked;
