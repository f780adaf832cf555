type Numbers = Int32Array | Uint32Array | Uint16Array | Uint8Array | Float64Array;

/** The same numbers in an array with room for `size` of them; doubles, so that adding one by one stays linear. */
export const withRoom = <A extends Numbers>(numbers: A, size: number): A => {
  if (size <= numbers.length) return numbers;
  const larger = new (numbers.constructor as new (length: number) => A)(Math.max(size, numbers.length * 2)); // the same kind of array
  larger.set(numbers);
  return larger;
};
