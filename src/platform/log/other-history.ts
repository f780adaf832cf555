/**
 * The log does not have what is remembered of it: no event at that position, or one that another append wrote. The database was restored from
 * an older copy, or is another one.
 */
export class OtherHistory extends Error {
  readonly position: number;

  constructor(position: number) {
    super(`The log has another history: at position ${position} it does not have the event that is remembered.`);
    this.name = 'OtherHistory';
    this.position = position;
  }
}
