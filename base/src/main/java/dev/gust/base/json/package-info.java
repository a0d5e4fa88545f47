/** A JSON document as an immutable tree, for configuration, templates, policies and events. */
@NullMarked
package dev.gust.base.json;

import org.jspecify.annotations.NullMarked;
