import { paintMessage as paint } from '../paint.ts';
import { count, tell } from '../terminal.ts';

export type Bar = {
  readonly update: (done: number, total?: number) => void;
  /** Ends it with a word on what came of it. */
  readonly end: (said: string) => void;
};

/** Progress on stderr: a moving bar in a terminal, one line per step elsewhere. */
export const startBar = async (name: string): Promise<Bar> => (process.stderr.isTTY ? moving(name) : still(name));

const label = (name: string): string => name.padEnd(11);

const still = (name: string): Bar => ({ update: () => {}, end: (said) => tell(`${label(name)} ${said}`) });

const moving = async (name: string): Promise<Bar> => {
  const { default: progress } = await import('cli-progress');
  let known = 0;
  const bar = new progress.SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    fps: 15,
    barsize: 30,
    barCompleteChar: '━',
    barIncompleteChar: '┄',
    format: (options, { progress: share, value }, payload: { readonly name: string }) => {
      const width = options.barsize ?? 30;
      const full = Math.round(share * width);
      const drawn = paint.accent('━'.repeat(full)) + paint.faint('┄'.repeat(width - full));
      return known === 0 ? `${label(payload.name)} ${count(value)}` : `${label(payload.name)} ${drawn} ${count(value)} of ${count(known)}`;
    },
  });
  bar.start(0, 0, { name });
  return {
    update: (done, total = known) => {
      if (total !== known) bar.setTotal((known = total));
      bar.update(done);
    },
    end: (said) => {
      bar.stop();
      tell(`${paint.good('✓')} ${label(name)} ${said}`);
    },
  };
};
