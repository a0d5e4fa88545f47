/** When something is due next: {@code rate(...)}, {@code cron(...)} and {@code at(...)}, as rules that are given the time. */
@NullMarked
package dev.gust.services.ports.schedule;

import org.jspecify.annotations.NullMarked;
