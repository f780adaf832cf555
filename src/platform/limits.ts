const KiB = 1024;
const MiB = 1024 * KiB;

/** What the doors let through. Everything beyond is refused with a clear answer, at once and without using memory for it. */
export const limits = {
  /** Bytes of a JSON body; a feature may say otherwise. */
  body: 1 * MiB,
  /** Bytes of a streamed body, inflated; a feature may say otherwise. */
  stream: 50 * MiB,
  /** Objects and arrays inside each other in an input. */
  depth: 64,
  /** Errors that one answer names. */
  errors: 20,
  /** Milliseconds until a call is given up; a feature may say otherwise. */
  deadline: 10_000,
  /** Characters of an Idempotency-Key, and of a correlation id that a client brings. */
  key: 255,
  /** Characters of a key between processes of one installation: a client's, and the names of the calls that follow from it. */
  peerKey: 1_024,
  correlation: 128,
  /** Calls of one actor, by kind; heavy ones are imports, bulk writes and whatever goes through all there is. */
  calls: {
    read: { points: 1_200_000, seconds: 60 },
    write: { points: 600_000, seconds: 60 },
    heavy: { points: 6_000, seconds: 60 },
  },
  /** Wrong tokens from one address; after that, nobody is let in from there for a while. */
  wrongTokens: { points: 30, seconds: 60 },
  /** Characters of one path parameter. */
  parameter: 512,
  /** Milliseconds for the headers, and for the whole request, to arrive. */
  headersTimeout: 15_000,
  requestTimeout: 300_000,
  /** Requests of one connection that wait for the answer before them; with more, the connection is closed behind them. */
  pipelined: 16,
  /** Milliseconds after which a connection is cut whose client takes nothing of its answer. */
  unread: 30_000,
  /** Milliseconds that open connections get at the stop, so that their clients hear of it. */
  drain: 300,
  /** Milliseconds from the stop until connections are cut on which an answer is still not taken. */
  stop: 10_000,
} as const;
