/** What the log keeps of an error. */
export type ErrorFields = {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  /** Of the system or of the library; of an error that the database reports, its SQL state. */
  readonly code?: string;
  readonly cause?: ErrorFields;
  readonly errors?: readonly ErrorFields[];
};

const deepest = 5;
const longest = 8_000; // characters of one text
const most = 5; // errors in one that stands for several

/**
 * An error for the log. Nothing else that hangs on it: an error of a database connection carries the connection, with the key that
 * cancels its queries, and one of a statement carries values of the row that it failed on.
 */
export const errorFields = (error: unknown, depth = 1): ErrorFields => {
  if (!(error instanceof Error)) return { type: typeof error, message: cut(String(error)) };
  const { stack, message, cause } = error;
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? String(error.code) : undefined;
  const isDeep = depth >= deepest;
  return {
    type: error.constructor.name,
    message: cut(message),
    ...(stack !== undefined && { stack: cut(stack) }),
    ...(code !== undefined && { code }),
    ...(cause !== undefined && !isDeep && { cause: errorFields(cause, depth + 1) }),
    ...(error instanceof AggregateError &&
      !isDeep && { errors: error.errors.slice(0, most).map((each) => errorFields(each, depth + 1)) }),
  };
};

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
