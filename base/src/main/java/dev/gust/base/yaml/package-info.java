/** Documents that people write, in YAML or JSON, as a JSON tree that remembers where each value stands in the text. */
@NullMarked
package dev.gust.base.yaml;

import org.jspecify.annotations.NullMarked;
