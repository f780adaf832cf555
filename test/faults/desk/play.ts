import { setTimeout as wait } from 'node:timers/promises';
import { dice } from '../ask.ts';
import { clientOf } from './client.ts';
import type { Exempt } from './kept-promises.ts';
import { newLedger } from './ledger.ts';
import { startLoad } from './load.ts';
import { watchReadiness } from './readiness.ts';
import type { Stage } from './stage.ts';
import { judge, type Verdict } from './verdict.ts';
import { setUpWorld, type World } from './world.ts';

/** What a fault may say of itself: for how long acknowledgements do not count, and what is to be told beside the figures. */
export type Told = { readonly exempt?: Exempt; readonly note?: string };

/** Does one fault, and answers once the stage is whole again. */
export type Fault = (stage: Stage, roll: () => number) => Promise<Told>;

export type PlayOptions = {
  readonly stage: Stage;
  readonly seed: number;
  /** Milliseconds of load without a fault, before, between and after faults. */
  readonly calm: number;
  readonly faults: readonly Fault[];
  readonly dealsOnly?: boolean;
  readonly dealers?: number;
  /** Milliseconds that sagas get after the last fault, and that a client waits for one. */
  readonly patience?: number;
  /** The world of an earlier run on the stage, with what was acknowledged in it. */
  readonly earlier?: Outcome;
};

export type Outcome = Verdict & {
  readonly world: World;
  readonly ledger: ReturnType<typeof newLedger>;
  readonly exempt: readonly Exempt[];
  readonly faults: number;
  /** Milliseconds from the first request to the last. */
  readonly milliseconds: number;
  readonly lies: readonly string[];
  readonly samples: number;
  readonly notes: readonly string[];
};

/** Puts a stage under load, brings faults about one after the other, and judges what is left. */
export const play = async ({
  stage,
  seed,
  calm,
  faults,
  dealsOnly = false,
  dealers = 10,
  patience = 30_000,
  earlier,
}: PlayOptions): Promise<Outcome> => {
  const roll = dice(seed);
  const { places } = stage;
  const ledger = earlier?.ledger ?? newLedger();
  const world = earlier?.world ?? (await setUpWorld(clientOf(places, ledger, roll)));
  const began = performance.now();
  const readiness = watchReadiness(places, world.probe, ledger);
  const load = startLoad({ places, world, ledger, roll, dealsOnly, dealers, patience });
  const told: Told[] = [];
  let milliseconds = 0;
  try {
    await wait(calm);
    for (const fault of faults) {
      told.push(await fault(stage, roll));
      await wait(calm * (0.5 + roll()));
    }
  } finally {
    await load.stop();
    milliseconds = performance.now() - began;
    await readiness.stop();
  }
  const exempt = [...(earlier?.exempt ?? []), ...told.flatMap((each) => each.exempt ?? [])];
  const verdict = await judge({ ask: stage.ask, places, ledger, exempt }, patience);
  const notes = told.flatMap(({ note }) => note ?? []);
  const sampled = { lies: readiness.lies(), samples: readiness.samples() };
  return { ...verdict, ...sampled, world, ledger, exempt, faults: faults.length, milliseconds, notes };
};
