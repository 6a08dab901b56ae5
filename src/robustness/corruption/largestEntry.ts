/** Largest |x| of an array; 0 where it is empty. */
export function largestEntry(values: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] as number);
    if (size > largest) largest = size;
  }
  return largest;
}

/** Divides an array by its largest |x|, which becomes exactly 1, and returns what it was. All zeros are left alone. */
export function scaleByLargestEntry(values: Float32Array): number {
  const largest = largestEntry(values);
  if (largest === 0) return 0;
  const inverse = 1 / largest;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * inverse;
  return largest;
}
