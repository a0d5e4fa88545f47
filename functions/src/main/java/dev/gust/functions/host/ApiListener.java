package dev.gust.functions.host;

import dev.gust.functions.channel.Frame;
import dev.gust.functions.runtimeapi.SessionListener;
import java.util.Optional;

/** Hears what is said over the runtime API. Each of its connections has a thread of its own, which waits while the invocation is behind, as the channel does. */
record ApiListener(LiveEnvironment environment) implements SessionListener {
    @Override
    public void frame(byte kind, byte[] body) {
        Optional<Serving> current = environment.serving();
        environment.frame(kind, body);
        if (kind != Frame.CHUNK || current.isEmpty()) {
            return;
        }
        try {
            current.get().mailbox.awaitRoom();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void extensionFailed(String type, String reason) {
        Optional<String> request = environment.serving().map(serving -> serving.invocation.requestId());
        environment.frame(Frame.FATAL, Failures.extension(type, request, reason));
    }

    @Override
    public void note(String line) {
        environment.note(line);
    }
}
