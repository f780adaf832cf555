/** What the command line answers to the shell. */
export const exit = { ok: 0, failed: 1, usage: 2, noServer: 3, interrupted: 130 } as const;

/** An answer of the server that is a no, as RFC 9457 tells it. */
export type Problem = {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly correlation?: string;
};

export class ServerSaidNo extends Error {
  readonly problem: Problem;
  /** The whole answer, parsed. */
  readonly body: unknown;

  constructor(problem: Problem, body?: unknown) {
    super(problem.title);
    this.name = 'ServerSaidNo';
    this.problem = problem;
    this.body = body;
  }
}

/** Nobody answers where the server should be. */
export class NoServer extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'NoServer';
  }
}

/** The command was given something it cannot work with. */
export class UsageError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'UsageError';
  }
}

/** A person pressed Ctrl-C. The sentence says what goes on without them, if anything does. */
export class Interrupted extends Error {
  constructor(sentence = 'Interrupted.') {
    super(sentence);
    this.name = 'Interrupted';
  }
}

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
