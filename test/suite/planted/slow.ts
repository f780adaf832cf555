import { expect, test } from 'vitest';

test('holds, but takes time', () => expect(true).toBe(true));
