/** Names with which the platform speaks of itself, and those that JavaScript objects have from birth. */
const reserved: ReadonlySet<string> = new Set([
  'almanac',
  'anyone',
  'audit',
  'constructor',
  'installation',
  'operator',
  'peer',
  'platform',
  'prototype',
  'system',
]);

/** Whether the id of a new workspace could be taken for the installation itself. */
export const isReservedWorkspace = (id: string): boolean => reserved.has(id);
