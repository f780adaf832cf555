import { Rejection } from '#kernel/rejection';

/**
 * The log does not have what is remembered of it: no event at that place, or one that another append wrote. The database was restored from an
 * older copy, or is another one.
 */
export class OtherHistory extends Rejection {
  constructor(position: number) {
    super(
      'refused',
      'log.other-history',
      `The log has another history: at position ${position} it does not have the event that was read before. Start from the beginning.`,
    );
    this.name = 'OtherHistory';
  }
}
