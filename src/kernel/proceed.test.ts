import { expect, test } from 'vitest';
import type { Event } from '#kernel/event';
import { fold } from '#kernel/model';
import { proceed } from '#kernel/proceed';
import type { AnyProcess, Step } from '#kernel/process';
import { type Happening, type ProcessMoved, progressOf } from '#kernel/progress';

const call = (step: string, more: object = {}): Step => ({ do: 'call', step, contract: `test.${step}`, input: {}, ...more });
const undo = { undo: { contract: 'test.undo', input: {} } };

/** a, b and c are asked at once; c may be the pivot; what is refused turns it back. */
const errand = (steps: readonly Step[]): AnyProcess => ({
  model: { name: 'test.errand', initial: [], evolve: (seen, { type }: Event) => [...(Array.isArray(seen) ? seen : []), type] },
  startedBy: ['Begun'],
  on: { Begun: () => 'x', News: () => 'x' },
  deadline: 60_000,
  next: (_, { type, data }) => {
    if (type === 'Begun') return steps;
    if (type === 'StepRefused') return [{ do: 'compensate', reason: { code: 'test.no', sentence: 'No.' } }];
    if (type === 'Compensated') return [call('reject')];
    if (type === 'StepDone' && 'step' in data && data.step === 'b') return [call('pivot', { pivot: true })];
    if (type === 'TimerDue') return [{ do: 'complete' }];
    return [];
  },
});

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();

/** Lets one thing after the other happen, a second apart, and answers with the progress after the last. */
const after = (process: AnyProcess, ...happenings: readonly Happening[]) => {
  const model = progressOf(process);
  return happenings.reduce((now, happened, second) => {
    const moves = proceed(process, now, happened, { id: 'x', at: at(second), correlation: 'c' });
    return fold({ ...model, initial: now }, moves);
  }, model.initial);
};

const begun: Happening = { type: 'Begun', data: {}, position: 1 };
const done = (step: string): Happening => ({ type: 'StepDone', data: { step, answer: null } });
const refused = (step: string): Happening => ({ type: 'StepRefused', data: { step, code: 'test.no', sentence: 'No.' } });
const undone = (step: string): Happening => ({ type: 'StepUndone', data: { step } });
const failed = (kind: 'call' | 'undo', name: string, final?: true): Happening => ({
  type: 'ItemFailed',
  data: { kind, name, error: 'Error', ...(final && { final }) },
});
const agenda = (progress: ReturnType<typeof after>) => progress.agenda.map(({ kind, name }) => `${kind} ${name}`);

const three = errand([call('a', undo), call('b', undo), call('c', undo)]);

test('it begins with the event that starts it, once, and with nothing else', () => {
  expect(after(three, { type: 'News', data: {}, position: 1 }).phase).toBe('none');
  expect(after(three, begun)).toEqual(after(three, begun, begun));
  expect(agenda(after(three, begun))).toEqual(['deadline deadline', 'call a', 'call b', 'call c']);
  expect(after(three, begun).agenda[0]?.due).toBe(at(60));
});

const news = (position: number): Happening => ({ type: 'News', data: {}, position });
const heardBy = (progress: ReturnType<typeof after>) => [progress.state, progress.heard];

test('an event is heard once, however often it is handed over', () =>
  expect(heardBy(after(three, begun, news(5), news(5), begun, news(5)))).toEqual([
    ['Begun', 'News'],
    [1, 5],
  ]));

test('an event that was laid aside is heard when it is handed over behind later ones, once', () =>
  expect(heardBy(after(three, begun, news(5), news(3), news(3), news(4), news(5)))).toEqual([
    ['Begun', 'News', 'News', 'News'],
    [1, 5, 3, 4],
  ]));

test('what happened before the event that began it means nothing to it, unless that would have begun it', () => {
  const late: Happening = { ...begun, position: 4 };
  expect(heardBy(after(three, news(2), late, news(2)))).toEqual([['Begun'], [4]]);
  const both: AnyProcess = { ...errand([]), startedBy: ['Begun', 'News'] };
  expect(heardBy(after(both, late, news(2), news(2)))).toEqual([
    ['Begun', 'News'],
    [4, 2],
  ]);
});

test('a move that this version does not know stops the process, instead of adding up to something wrong', () => {
  const model = progressOf({ ...three, model: { ...three.model, evolve: (seen, { type }: Event) => known[type]?.(seen) } });
  const known: Readonly<Record<string, (seen: unknown) => unknown>> = { Begun: () => ['Begun'] };
  const moves = proceed(three, model.initial, begun, { id: 'x', at: at(0), correlation: 'c' });
  const [first] = moves;
  if (first === undefined) throw new Error('It did not begin.');
  const changed = (data: object): ProcessMoved => ({ ...first, data: { ...first.data, ...data } });
  expect(fold(model, moves)).toMatchObject({ phase: 'running', state: ['Begun'] });
  const other: Event = { type: 'ProcessRenamed', data: {} };
  expect(() => fold(model, [first, other as ProcessMoved])).toThrow('ProcessRenamed, which this version does not know');
  const skipped = { happened: { type: 'StepSkipped', data: { step: 'a' } } };
  expect(() => fold(model, [first, changed(skipped)])).toThrow('StepSkipped, which this version does not know');
  expect(() => fold(model, [first, changed({ phase: 'suspended' })])).toThrow('suspended, which this version does not know');
  const gone = { happened: { type: 'News', data: {}, position: 9 } };
  expect(() => fold(model, [first, changed(gone)])).toThrow('News, which this version does not know');
});

test('what is done is undone in the reverse order, one after the other; then it may say so', () => {
  const turned = after(three, begun, done('a'), done('c'), refused('b'));
  expect([turned.phase, ...agenda(turned)]).toEqual(['compensating', 'undo c']);
  expect(agenda(after(three, begun, done('a'), done('c'), refused('b'), undone('c')))).toEqual(['undo a']);
  const end = after(three, begun, done('a'), done('c'), refused('b'), undone('c'), undone('a'));
  expect([end.phase, ...agenda(end)]).toEqual(['turned', 'call reject']);
  expect(end.reason?.code).toBe('test.no');
});

test('with nothing to undo it has turned at once', () => {
  const end = after(errand([call('a', undo)]), begun, refused('a'));
  expect([end.phase, ...agenda(end)]).toEqual(['turned', 'call reject']);
});

test('a step that is open when it turns back is still asked; done too late, it is undone; refused too late, it is forgotten', () => {
  const open = after(three, begun, done('a'), refused('b'), undone('a'));
  expect([open.phase, ...agenda(open)]).toEqual(['turned', 'call c', 'call reject']);
  const past = [begun, done('a'), refused('b'), undone('a')];
  expect(agenda(after(three, ...past, done('c')))).toEqual(['call reject', 'undo c']);
  expect(agenda(after(three, ...past, done('c'), undone('c')))).toEqual(['call reject']);
  const forgotten = after(three, ...past, refused('c'));
  expect([forgotten.stuck, ...agenda(forgotten)]).toEqual([[], 'call reject']);
});

test('the author hears of no late answer', () =>
  expect(after(three, begun, refused('b'), done('c')).state).toEqual(['Begun', 'StepRefused', 'Compensated']));

test('the deadline turns it back, unless the pivot is asked: then it is off the agenda', () => {
  const waiting = Array.from({ length: 60 }, (): Happening => ({ type: 'DeadlinePassed', data: {} }));
  expect(after(three, begun, ...waiting.slice(1)).phase).toBe('running');
  expect(after(three, begun, ...waiting)).toMatchObject({ phase: 'turned', reason: { code: 'process.deadline' } });
  const pivoted = after(errand([call('b', undo)]), begun, done('b'), ...waiting);
  expect([pivoted.phase, ...agenda(pivoted)]).toEqual(['running', 'call pivot']);
});

test('an operator cancels before the pivot and not after', () => {
  const cancel: Happening = { type: 'CancelAsked', data: {} };
  expect(after(three, begun, done('a'), cancel)).toMatchObject({ phase: 'compensating', reason: { code: 'process.cancelled' } });
  const code = (...past: readonly Happening[]) => {
    try {
      after(errand([call('b', undo)]), ...past, cancel);
      return undefined;
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  };
  expect(code(begun, done('b'))).toBe('process.past-pivot');
  expect(code(begun, refused('b'))).toBe('process.not-running');
  expect(code()).toBe('process.unknown');
});

test('the pivot may be refused; then it turns back', () =>
  expect(agenda(after(errand([call('b', undo)]), begun, done('b'), refused('pivot')))).toEqual(['undo b']));

test('a process that would turn back while its pivot is open is a bug, and says so', () => {
  const both = errand([call('p', { pivot: true }), call('a', undo)]);
  expect(() => after(both, begun, refused('a'))).toThrow('only forward');
});

test('a step asked for twice is a bug, and says so', () =>
  expect(() => after(errand([call('a'), call('a')]), begun)).toThrow('a second time'));

test('what fails comes again later and later, and waits for the operator in the end', () => {
  const dues = [1, 2, 3, 4].map((times) => {
    const { agenda: items } = after(three, begun, ...Array.from({ length: times }, () => failed('call', 'a')));
    return Date.parse(items.find(({ name }) => name === 'a')?.due ?? '') - Date.parse(at(times));
  });
  expect(dues).toEqual([1_000, 2_000, 4_000, 8_000]);
  const given = after(three, begun, ...Array.from({ length: 20 }, () => failed('call', 'a')));
  expect(given.stuck).toEqual([{ kind: 'call', name: 'a', error: 'Error' }]);
  expect(agenda(given)).not.toContain('call a');
});

test('an operator lets it try again what it waits with', () => {
  const past = [begun, failed('call', 'a', true)];
  const again = after(three, ...past, { type: 'RetryAsked', data: {} });
  expect([again.stuck, agenda(again)]).toEqual([[], expect.arrayContaining(['call a'])]);
  expect(() => after(three, begun, { type: 'RetryAsked', data: {} })).toThrow('does not wait');
});

test('after the pivot, and after it has turned, a refusal waits for the operator', () => {
  const forward = errand([call('b'), call('a')]);
  const pivoted = after(forward, begun, done('b'), done('pivot'), refused('a'));
  expect(pivoted).toMatchObject({ phase: 'running', stuck: [{ name: 'a', error: 'No.' }] });
  const turned = after(errand([call('a')]), begun, refused('a'), refused('reject'));
  expect(turned).toMatchObject({ phase: 'turned', stuck: [{ name: 'reject' }] });
});

test('turning back asks again what was given up: it may have taken effect all the same', () => {
  const past = [begun, failed('call', 'a', true)];
  expect(agenda(after(three, ...past, { type: 'CancelAsked', data: {} }))).toContain('call a');
});

const timed = errand([{ do: 'setTimer', timer: 't', due: 2_000 }]);
const due: Happening = { type: 'TimerDue', data: { timer: 't' } };
const moved: Happening = { type: 'TimerMoved', data: { timer: 't', due: at(9) } };

test('a timer fires when it is due, once, and an end takes timers off the agenda', () => {
  expect(after(timed, begun, due).phase).toBe('running');
  expect(after(timed, begun, due, due)).toMatchObject({ phase: 'completed', agenda: [] });
  expect(after(timed, begun, due, due, due)).toEqual(after(timed, begun, due, due));
});

test('a timer that was moved or cancelled does not fire; one that is not there cannot be moved', () => {
  expect(after(timed, begun, moved, due).phase).toBe('running');
  expect(agenda(after(timed, begun, { type: 'TimerCancelled', data: { timer: 't' } }))).toEqual(['deadline deadline']);
  expect(() => after(three, begun, moved)).toThrow('no such timer');
});

test('the events say the whole of it: a fold in memory is what they led to', () => {
  const moves: ProcessMoved[] = [];
  let now = progressOf(three).initial;
  for (const [second, happened] of [begun, done('a'), failed('call', 'b'), refused('c'), undone('a')].entries()) {
    const more = proceed(three, now, happened, { id: 'x', at: at(second), correlation: 'c' });
    moves.push(...more);
    now = fold({ ...progressOf(three), initial: now }, more);
  }
  expect(fold(progressOf(three), JSON.parse(JSON.stringify(moves)))).toEqual(now);
});

test('a process that only goes forward lets a refusal wait for the operator, and nobody cancels it', () => {
  const { deadline: _, ...endless } = three;
  const forward: AnyProcess = { ...endless, forwardOnly: true };
  const now = after(forward, begun, done('a'), refused('b'));
  expect([now.phase, now.stuck]).toEqual(['running', [{ kind: 'call', name: 'b', error: 'No.' }]]);
  expect(agenda(after(forward, begun, refused('b'), { type: 'RetryAsked', data: {} }))).toContain('call b');
  expect(() => after(forward, begun, { type: 'CancelAsked', data: {} })).toThrow('only goes forward');
});
