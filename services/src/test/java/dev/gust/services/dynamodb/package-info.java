@org.jspecify.annotations.NullMarked
package dev.gust.services.dynamodb;
