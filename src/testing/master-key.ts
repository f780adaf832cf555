import { masterKeyIn } from '#platform/personal/master-key';

const key = masterKeyIn(Buffer.alloc(32, 'almanac').toString('base64'));
if (key === undefined) throw new Error('32 bytes make a key.');

/** The same for all servers on one database, as they must have it. */
export const testMasterKey = key;
