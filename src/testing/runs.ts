/** Whether properties run long: in a command such as `npm run histories`, which sets `TEST_RUNS=full`. `npm test` runs them short. */
export const isFullRun = process.env['TEST_RUNS'] === 'full';

/** How often to try a property: a few times in `npm test`, often in its own command. */
export const runs = ({ short, full }: { readonly short: number; readonly full: number }): number => (isFullRun ? full : short);
