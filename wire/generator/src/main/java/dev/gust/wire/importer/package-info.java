/** Makes the project's compact models from AWS's service model files. A tool for whoever adds or updates a service. */
@NullMarked
package dev.gust.wire.importer;

import org.jspecify.annotations.NullMarked;
