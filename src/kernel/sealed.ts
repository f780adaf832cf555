import type { Brand } from '#kernel/brand';

/**
 * A personal value as events and views carry it: encrypted with the key of the person it speaks of, so that destroying one key makes
 * it unreadable wherever it has been written. To be opened only where somebody is to read it.
 */
export type Sealed = Brand<string, 'Sealed'>;
