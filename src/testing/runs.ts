/** Whether properties run long: in a command such as `npm run histories`, which sets `TEST_RUNS=full`. `npm test` runs them short. */
export const isFullRun = process.env['TEST_RUNS'] === 'full';

/** How often to try a property, or on what: little in `npm test`, much in its own command. */
export const runs = <T>({ short, full }: { readonly short: T; readonly full: T }): T => (isFullRun ? full : short);
