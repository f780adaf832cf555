import { cutPower, failOver, fillDisk, killApp, killDatabase, pauseApp, restartApp } from './faults.ts';
import { canMount, imageDisk, smallDisk } from './disk.ts';
import { type Fault, type Outcome, play } from './play.ts';
import { embeddedStage, sharedStage, type Stage } from './stage.ts';

export type Scale = {
  readonly seed: number;
  /** 1: the bar of the project, 5 minutes where nothing fails. */
  readonly share: number;
};

export type Situation = {
  readonly name: string;
  readonly what: string;
  /** Faults at full scale. */
  readonly faults: number;
  /** Why it cannot be brought about here. */
  readonly lacks?: () => string | undefined;
  readonly run: (scale: Scale) => Promise<Outcome>;
};

const minute = 60_000;
const needsRoot = () => (canMount() ? undefined : 'mounting a disk needs root on Linux');

const many = (fault: Fault, count: number): readonly Fault[] => Array.from({ length: count }, () => fault);
const scaled = (count: number, { share }: Scale): number => Math.max(1, Math.ceil(count * share));

const on = async <S extends Stage>(opening: Promise<S>, use: (stage: S) => Promise<Outcome>): Promise<Outcome> => {
  const stage = await opening;
  try {
    return await use(stage);
  } finally {
    await stage.close();
  }
};

const embedded = (scale: Scale, fault: Fault, count: number): Promise<Outcome> =>
  on(embeddedStage(), (stage) => play({ stage, seed: scale.seed, calm: 1_500, faults: many(fault, scaled(count, scale)) }));

const calmly = (scale: Scale) => ({ seed: scale.seed, calm: 5 * minute * scale.share, faults: [] });

export const situations: readonly Situation[] = [
  {
    name: 'one-process',
    what: 'no fault, one process',
    faults: 0,
    run: (scale) => on(embeddedStage(), (stage) => play({ stage, ...calmly(scale) })),
  },
  {
    name: 'two-processes',
    what: 'no fault, two processes',
    faults: 0,
    run: (scale) => on(sharedStage(), (stage) => play({ stage, ...calmly(scale) })),
  },
  {
    name: 'two-deals-only',
    what: 'no fault, two processes, deals alone',
    faults: 0,
    run: (scale) => on(sharedStage(), (stage) => play({ stage, ...calmly(scale), dealsOnly: true })),
  },
  { name: 'app-kills', what: 'kills of the app', faults: 60, run: (scale) => embedded(scale, killApp, 60) },
  { name: 'database-kills', what: 'kills of the database', faults: 30, run: (scale) => embedded(scale, killDatabase(), 30) },
  { name: 'restarts', what: 'restarts under load', faults: 6, run: (scale) => embedded(scale, restartApp, 6) },
  {
    name: 'power-cuts',
    what: 'power cuts',
    faults: 9,
    lacks: needsRoot,
    run: async (scale) => {
      const disk = imageDisk(2_000);
      try {
        return await on(embeddedStage(`${disk.folder}/home`), (stage) =>
          play({ stage, seed: scale.seed, calm: 1_500, faults: many(cutPower(disk), scaled(9, scale)) }),
        );
      } finally {
        disk.close();
      }
    },
  },
  {
    name: 'full-disks',
    what: 'full disks, 5 s each',
    faults: 3,
    lacks: needsRoot,
    run: async (scale) => {
      const disk = smallDisk(700);
      try {
        return await on(embeddedStage(`${disk.folder}/home`), (stage) =>
          play({ stage, seed: scale.seed, calm: 3_000, faults: many(fillDisk(disk, 5_000), scaled(3, scale)) }),
        );
      } finally {
        disk.close();
      }
    },
  },
  {
    name: 'pauses',
    what: 'pauses of 20 s of one of two processes',
    faults: 2,
    run: (scale) =>
      on(sharedStage(), (stage) =>
        play({ stage, seed: scale.seed, calm: 3_000, faults: many(pauseApp(20_000), scaled(2, scale)) }),
      ),
  },
  {
    name: 'fail-overs',
    what: 'fail-overs to an older copy, two processes',
    faults: 2,
    run: (scale) =>
      on(sharedStage(), (stage) =>
        play({ stage, seed: scale.seed, calm: 4_000, faults: many(failOver(stage.database, 3_000), scaled(2, scale)) }),
      ),
  },
  {
    name: 'two-kills',
    what: 'kills of one of two processes, or of their database',
    faults: 30,
    run: (scale) =>
      on(sharedStage(), (stage) => {
        const both = Array.from({ length: scaled(30, scale) }, (_, at) =>
          at % 3 === 2 ? killDatabase(stage.database) : killApp,
        );
        return play({ stage, seed: scale.seed, calm: 1_500, faults: both });
      }),
  },
];
