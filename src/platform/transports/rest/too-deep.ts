import { limits } from '#platform/limits';

const worthLooking = 16 * 1024;
const [quote, backslash, openArray, closeArray, openObject, closeObject] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Whether JSON is nested too deep, looked at before it is parsed: parsing 800 KiB of brackets takes half a second, looking at them
 * a few milliseconds. A short body is left to the check of the input.
 */
export const isTooDeep = (json: Buffer): boolean => {
  if (json.length < worthLooking) return false;
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (inText) {
      if (byte === backslash) at++;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (byte === openArray || byte === openObject) {
      if (++depth > limits.depth) return true;
    } else if (byte === closeArray || byte === closeObject) depth--;
  }
  return false;
};
