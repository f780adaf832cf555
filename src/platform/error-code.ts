/** The code of a system's or a database's error, as `ENOENT` or `57P03`. */
export const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
