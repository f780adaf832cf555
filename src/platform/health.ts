import type { Labelled } from '#platform/observability/metrics';

/** Resolves when the part works, rejects with the reason when it does not. */
export type Check = () => Promise<unknown>;

/** `degraded`: requests are answered, but an operator has to look. `fail`: requests cannot be answered. */
export type Status = 'pass' | 'degraded' | 'fail';
export type Finding = { readonly status: Status; readonly reason?: string };
export type Report = { readonly status: Status; readonly checks: Readonly<Record<string, Finding>> };

/** `needed`: without it this process cannot answer requests. */
export type CheckOptions = { readonly needed: boolean };

export type Health = {
  readonly add: (name: string, check: Check, options: CheckOptions) => void;
  /** All checks, each given up after two seconds. Those that are not needed run at most every five seconds. */
  readonly report: () => Promise<Report>;
  /** 1 for each check that passes, 0 for the others. */
  readonly figures: () => Promise<readonly Labelled[]>;
  /** Not ready from now on: requests are still served, but a balancer must not send any more. */
  readonly stopping: () => void;
};

const timeoutMs = 2_000;
const keptMs = 5_000;

type Named = { readonly name: string; readonly find: () => Promise<Finding> };

export const health = (): Health => {
  const checks: Named[] = [];
  let isStopping = false;
  const findings = () => Promise.all(checks.map(async ({ name, find }) => [name, await find()] as const));
  return {
    add: (name, check, { needed }) => {
      const find = () => findingOf(check, needed ? 'fail' : 'degraded');
      checks.push({ name, find: needed ? find : kept(find) });
    },
    stopping: () => {
      isStopping = true;
    },
    report: async () => {
      const found = await findings();
      const all = isStopping ? [...found, ['running', { status: 'fail', reason: 'The server is stopping.' }] as const] : found;
      return { status: worst(all.map(([, { status }]) => status)), checks: Object.fromEntries(all) };
    },
    figures: async () =>
      (await findings()).map(([check, { status }]) => ({ value: status === 'pass' ? 1 : 0, labels: { check } })),
  };
};

const worst = (statuses: readonly Status[]): Status =>
  statuses.includes('fail') ? 'fail' : statuses.includes('degraded') ? 'degraded' : 'pass';

/** Health is asked without a token, so what asks others is not asked as often as a caller wants. */
const kept = (find: () => Promise<Finding>): (() => Promise<Finding>) => {
  let finding: Promise<Finding> | undefined;
  let foundAt = 0;
  return () => {
    const now = performance.now();
    if (finding === undefined || now - foundAt > keptMs) {
      finding = find();
      foundAt = now;
    }
    return finding;
  };
};

const findingOf = async (check: Check, otherwise: Status): Promise<Finding> => {
  const tooLong = AbortSignal.timeout(timeoutMs);
  const late = new Promise<never>((_, reject) => {
    tooLong.addEventListener('abort', () => reject(new Error(`No answer within ${timeoutMs / 1000} seconds.`)), { once: true });
  });
  try {
    await Promise.race([check(), late]);
    return { status: 'pass' };
  } catch (error) {
    return { status: otherwise, reason: error instanceof Error ? error.message : String(error) };
  }
};
