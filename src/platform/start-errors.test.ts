import { expect, test } from 'vitest';
import { explainStart } from '#platform/start-errors';

test('an error at the start that nobody expects is told whole', () => {
  expect(explainStart(new Error('odd'))).toMatch(/odd[\s\S]*start-errors\.test/);
  expect(explainStart(Object.assign(new Error('no'), { code: 'EACCES', port: 80 }))).toContain('port 80');
});
