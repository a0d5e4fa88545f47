package dev.gust.services.s3;

import dev.gust.base.Randomness;
import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.OrderedStore;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encryption of objects on disk (SSE-S3): AES-256 in counter mode, so that a range can be read without what is before it.
 * Each object has a key of its own, made from a random seed in its record and a master key in the store. It protects blobs that leave the machine without the store; whoever has both has all.
 */
final class AtRest {
    private static final int BLOCK = 16;
    private static final int KEY_BYTES = 32;
    private static final Key MASTER = Key.of("", "", "s3", "master-key");
    private static final Codec<byte[]> MASTER_CODEC = Codec.of(4, 1, (out, key) -> out.bytes(key), in -> in.bytes());

    private final OrderedStore store;
    private final Randomness randomness;

    AtRest(OrderedStore store, Randomness randomness) {
        this.store = store;
        this.randomness = randomness;
    }

    /** The content, encrypted as it is read. */
    InputStream encrypting(InputStream content, String seed) {
        return new CipherInputStream(content, cipher(Cipher.ENCRYPT_MODE, seed, 0));
    }

    /** What an encrypted blob holds from {@code offset} on; the stream begins at the block that the offset lies in. */
    InputStream decrypting(InputStream blobFromBlock, String seed, long offset) {
        return new CipherInputStream(blobFromBlock, cipher(Cipher.DECRYPT_MODE, seed, offset / BLOCK));
    }

    /** Where to begin reading a blob so as to decrypt from an offset. */
    static long blockStart(long offset) {
        return offset / BLOCK * BLOCK;
    }

    private Cipher cipher(int mode, String seed, long block) {
        try {
            byte[] key = hmac(master(), "object key " + seed);
            // The key serves one object only, so that counting blocks from zero never repeats a counter under it.
            byte[] counter =
                    ByteBuffer.allocate(BLOCK).putLong(0).putLong(block).array();
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES and HMAC-SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Made on first use; two that make it at once agree on the first that committed. */
    private byte[] master() {
        return store.read(reader -> reader.get(MASTER, MASTER_CODEC))
                .orElseGet(() ->
                        store.transact(tx -> tx.get(MASTER, MASTER_CODEC).orElseGet(() -> {
                            byte[] made = new byte[KEY_BYTES];
                            randomness.nextBytes(made);
                            tx.put(MASTER, MASTER_CODEC, made);
                            return made;
                        })));
    }
}
