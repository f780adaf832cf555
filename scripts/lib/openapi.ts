import { createConfig, lintFromString } from '@redocly/openapi-core';
import { node } from './child.ts';

const printed = 'scripts/openapi.ts';

/** What is wrong with the OpenAPI document that a tree prints, one line each. Reads no file and no address besides it. */
export const openApiFaults = async (root: string): Promise<readonly string[]> => {
  const { code, stdout, output } = await node(root, [printed]);
  if (code !== 0) return [`${printed} failed: ${output}`];
  const config = await createConfig({ extends: ['spec'] });
  const faults = await lintFromString({ source: stdout, config });
  return faults.map(({ ruleId, message, location }) => `${printed}: ${ruleId}: ${message} (${location[0]?.pointer ?? '#'})`);
};
