/** Makes packages of functions' code: dependencies fetched, TypeScript bundled, zipped the same for the same content. */
@NullMarked
package dev.gust.cli.deploy.packaging;

import org.jspecify.annotations.NullMarked;
