@org.jspecify.annotations.NullMarked
package dev.gust.services.dynamodb.value;
