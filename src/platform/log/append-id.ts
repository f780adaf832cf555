import { randomUUID } from 'node:crypto';
import type { AppendId } from '#platform/log/event-log';

/** A new id for an append. */
export const randomAppendId = (): AppendId => randomUUID() as AppendId; // the brand's constructor
