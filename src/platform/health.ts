/** Resolves when the part works, rejects with the reason when it does not. */
export type Check = () => Promise<unknown>;

export type Finding = { readonly status: 'pass' | 'fail'; readonly reason?: string };
export type Report = { readonly status: 'pass' | 'fail'; readonly checks: Readonly<Record<string, Finding>> };

export type Health = {
  readonly add: (name: string, check: Check) => void;
  /** Every check, each given up after two seconds. */
  readonly report: () => Promise<Report>;
  /** From now on not ready: what still comes in is served, but a balancer shall send nothing more. */
  readonly stopping: () => void;
};

const patience = 2_000;

export const health = (): Health => {
  const checks = new Map<string, Check>();
  let isStopping = false;
  return {
    add: (name, check) => void checks.set(name, check),
    stopping: () => {
      isStopping = true;
    },
    report: async () => {
      const findings = await Promise.all([...checks].map(async ([name, check]) => [name, await find(check)] as const));
      const all = isStopping ? [...findings, ['running', { status: 'fail', reason: 'It is stopping.' }] as const] : findings;
      return { status: all.every(([, { status }]) => status === 'pass') ? 'pass' : 'fail', checks: Object.fromEntries(all) };
    },
  };
};

const find = async (check: Check): Promise<Finding> => {
  const tooLong = AbortSignal.timeout(patience);
  const late = new Promise<never>((_, reject) => {
    tooLong.addEventListener('abort', () => reject(new Error(`No answer within ${patience / 1000} seconds.`)), { once: true });
  });
  try {
    await Promise.race([check(), late]);
    return { status: 'pass' };
  } catch (error) {
    return { status: 'fail', reason: error instanceof Error ? error.message : String(error) };
  }
};
