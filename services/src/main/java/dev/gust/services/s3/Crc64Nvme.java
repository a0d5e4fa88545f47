package dev.gust.services.s3;

/** The CRC of the NVM Express specification, which S3 and its SDKs use by default: 64 bits, reflected. */
final class Crc64Nvme {
    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final long[] TABLE = table();

    private long crc = -1;

    private static long[] table() {
        long[] table = new long[256];
        for (int i = 0; i < table.length; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL;
            }
            table[i] = value;
        }
        return table;
    }

    void update(byte[] bytes, int offset, int length) {
        long value = crc;
        for (int i = offset; i < offset + length; i++) {
            value = TABLE[(int) (value ^ bytes[i]) & 0xFF] ^ (value >>> 8);
        }
        crc = value;
    }

    long value() {
        return ~crc;
    }
}
