package dev.gust.wire.protocol.json;

import com.fasterxml.jackson.core.io.SerializedString;

/** JSON that is written already, in the form in which a generator copies bytes without looking at them. */
final class WrittenJson extends SerializedString {
    private static final long serialVersionUID = 1;

    WrittenJson(byte[] json) {
        super("");
        _unquotedUTF8Ref = json;
    }
}
