import { limits } from '#platform/limits';
import { InvalidInput } from '#platform/validation/invalid-input';

/** Refuses what no field may hold: NUL characters, half characters (lone surrogates), and structures nested too deep. */
export const sound = (input: unknown): void => look(input, '', 0);

export const tooDeep = (): InvalidInput =>
  new InvalidInput('input.too-deep', [{ pointer: '', message: `may be at most ${limits.depth} levels deep` }]);

const look = (value: unknown, pointer: string, depth: number): void => {
  if (typeof value === 'string') return text(value, pointer);
  if (typeof value !== 'object' || value === null) return;
  if (depth >= limits.depth) throw tooDeep();
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) look(value[at], `${pointer}/${at}`, depth + 1);
    return;
  }
  for (const [name, field] of Object.entries(value)) {
    text(name, pointer);
    look(field, `${pointer}/${name}`, depth + 1);
  }
};

const text = (value: string, pointer: string): void => {
  if (value.includes('\0')) throw new InvalidInput('input.invalid', [{ pointer, message: 'must not contain the character NUL' }]);
  if (!value.isWellFormed())
    throw new InvalidInput('input.invalid', [{ pointer, message: 'contains half a character (a lone surrogate)' }]);
};
