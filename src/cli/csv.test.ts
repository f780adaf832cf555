import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test('cells are quoted where they must be, numbers stay numbers, and nothing becomes a formula', () => {
  expect(csvLine(['a', 'b,c', 'say "x"', 'two\nlines', '-12.5'])).toBe('a,"b,c","say ""x""","two\nlines",-12.5\r\n');
  expect(csvLine(['=1+1', '+cmd', '-x', '@sum', '\tx'])).toBe("'=1+1,'+cmd,'-x,'@sum,'\tx\r\n");
});
