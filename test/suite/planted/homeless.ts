import { expect, test } from 'vitest';

test('holds, in a file without a kind', () => expect(true).toBe(true));
