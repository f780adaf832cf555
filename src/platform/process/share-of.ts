import { hash } from 'node:crypto';

/** The work on a process comes in so many shares, each of which one worker has at a time: at most so many workers are of use. */
export const shares = 16;

export const shareOf = (id: string): number => Number.parseInt(hash('sha256', id, 'hex').slice(0, 4), 16) % shares;
