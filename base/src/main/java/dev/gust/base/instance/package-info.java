/**
 * One running server as other programs find it: where its data folder is, and the note it leaves there.
 * The server writes {@link dev.gust.base.instance.RunningServer} into its data folder when it is ready and takes it away when it
 * stops; the commands read it to learn the endpoint and the admin token.
 */
@NullMarked
package dev.gust.base.instance;

import org.jspecify.annotations.NullMarked;
