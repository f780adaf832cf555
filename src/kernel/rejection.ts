export type RejectionKind = 'invalid' | 'denied' | 'missing' | 'refused' | 'stale' | 'busy';

/** The answer is no. The code is for machines and never changes; the sentence is for people. */
export class Rejection extends Error {
  readonly kind: RejectionKind;
  readonly code: string;

  constructor(kind: RejectionKind, code: string, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'Rejection';
    this.kind = kind;
    this.code = code;
  }
}

type Guard = (holds: boolean, code: string, sentence: string) => asserts holds;

const guard =
  (kind: RejectionKind): Guard =>
  (holds, code, sentence) => {
    if (!holds) throw new Rejection(kind, code, sentence);
  };

export const valid: Guard = guard('invalid'); // the input makes no sense
export const found: Guard = guard('missing'); // what was named is not there
export const must: Guard = guard('refused'); //  the rules of the business say no
