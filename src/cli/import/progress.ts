import { paintMessage as paint } from '../paint.ts';
import { count, tell } from '../terminal.ts';

export type Report = (done: number, total?: number) => void;

/** What came of a step, and a word on it for the person. */
export type Ended<T> = { readonly it: T; readonly said: string };

/** Runs a step of long work, with its progress on stderr: a moving bar in a terminal, one line at the end elsewhere. */
export const step = async <T>(name: string, run: (report: Report) => Promise<Ended<T>>): Promise<T> => {
  const bar = process.stderr.isTTY ? await moving(name) : still;
  try {
    const { it, said } = await run(bar.report);
    bar.stop();
    tell(`${paint.good('✓')} ${label(name)} ${said}`);
    return it;
  } catch (error) {
    bar.stop(); // or the cursor would stay hidden
    throw error;
  }
};

type Bar = { readonly report: Report; readonly stop: () => void };

const label = (name: string): string => name.padEnd(10);

const still: Bar = { report: () => {}, stop: () => {} };

const moving = async (name: string): Promise<Bar> => {
  const { default: progress } = await import('cli-progress');
  let total = 0;
  const bar = new progress.SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    fps: 15,
    format: (_, { value }) => `  ${label(name)} ${drawn(value, total)}`,
  });
  bar.start(0, 0);
  return {
    report: (done, known = total) => {
      if (known !== total) bar.setTotal((total = known));
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
};

const width = 30;

const drawn = (done: number, total: number): string => {
  if (total === 0) return paint.faint(count(done));
  const full = Math.round((done / total) * width);
  return `${paint.accent('━'.repeat(full))}${paint.faint('┄'.repeat(width - full))} ${count(done)} of ${count(total)}`;
};
