import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the test data lies: `ALMANAC_TEST_DATA`, else `../shared/data` beside the repository. Throws when it is absent. */
export const testData = (path: string): string => {
  const base = process.env['ALMANAC_TEST_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
  const place = `${base}/${path}`;
  if (!existsSync(place))
    throw new Error(`The test data is absent: ${place}. Set ALMANAC_TEST_DATA to the folder that holds it.`);
  return place;
};
