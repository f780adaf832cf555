const utf8 = new TextEncoder();
const text = new TextDecoder();

/** Writes numbers of up to 32 bits (small ones in one byte) and strings to a growing array of bytes. */
export const byteWriter = () => {
  let bytes = new Uint8Array(1_024);
  let length = 0;

  const room = (more: number): void => {
    if (length + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, length + more));
    larger.set(bytes);
    bytes = larger;
  };
  const number = (value: number): void => {
    room(5);
    let rest = value >>> 0;
    for (; rest > 127; rest >>>= 7) bytes[length++] = (rest & 127) | 128;
    bytes[length++] = rest;
  };
  const string = (value: string): void => {
    const encoded = utf8.encode(value);
    number(encoded.length);
    room(encoded.length);
    bytes.set(encoded, length);
    length += encoded.length;
  };
  return { number, string, done: (): Uint8Array => bytes.slice(0, length) };
};

/** Reads what `byteWriter` wrote; throws a RangeError where the bytes end too early. */
export const byteReader = (bytes: Uint8Array) => {
  let at = 0;

  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 28) throw new RangeError('The stored analysis is cut short or damaged.');
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  const string = (): string => {
    const length = number();
    if (at + length > bytes.length) throw new RangeError('The stored analysis is cut short or damaged.');
    at += length;
    return text.decode(bytes.subarray(at - length, at));
  };
  return { number, string };
};
