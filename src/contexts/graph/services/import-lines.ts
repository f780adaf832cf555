import { Rejection } from '#kernel/rejection';
import type { Body } from '#platform/feature';
import { cut } from '../domain/characters.ts';
import { PATH_LENGTH } from '../domain/path.ts';
import { asText } from '../markdown/as-text.ts';
import type { Waiting } from '../views/import-spool.ts';

/** A line of an upload: a file, or the last line, which says how many files came and whether another upload follows. */
export type Line = { readonly file: Waiting } | { readonly last: 'end' | 'more'; readonly count: number };

/** Why a sender kept a file back. */
const reasons: Readonly<Record<string, string>> = {
  attachment: 'This is not a note; attachments are not brought in.',
  'symbolic-link': 'This is a symbolic link; what it points to comes in from where it really lies.',
  outside: 'This is a symbolic link out of the folder, which is not followed.',
  special: 'This is not a file with a content of its own.',
  'too-large': 'The file is longer than 5 MiB.',
  unreadable: 'The file could not be read.',
};

/** Characters of a line: a file of 5 MiB fits, however it is written. */
const LINE_LENGTH = 40 * 1024 * 1024;

/** Reads an upload line by line. Throws, naming the line, at the first that is not what an upload is made of. */
export async function* readLines(body: Body): AsyncGenerator<Line> {
  for await (const { text, number } of textLines(body)) yield lineOf(text, number);
}

type TextLine = { readonly text: string; readonly number: number };

/** The lines that are not blank. The others go no further than here: handed on one by one, 50 MiB of them took 28 s. */
async function* textLines(body: Body): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let begun: string[] = [];
  let length = 0;
  let number = 1;
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (error) {
      if (error instanceof TypeError) throw badLine(number, 'is not UTF-8');
      throw error;
    }
  };
  for await (const chunk of body) {
    const [head = '', ...tails] = decode(chunk).split('\n');
    begun.push(head);
    length += head.length;
    for (const tail of tails) {
      const text = begun.join('');
      if (text.trim() !== '') yield { text, number };
      number++;
      begun = [tail];
      length = tail.length;
    }
    if (length > LINE_LENGTH) throw badLine(number, 'is too long');
  }
  const text = begun.join('') + decode();
  if (text.trim() !== '') yield { text, number };
}

const lineOf = (text: string, number: number): Line => {
  const { path, content, base64, left, end, more } = parsed(text, number);
  if (isCount(end)) return { last: 'end', count: end };
  if (isCount(more)) return { last: 'more', count: more };
  if (typeof path !== 'string') throw badLine(number, 'has no "path"');
  const name = storable(path);
  if (typeof content === 'string') return { file: waiting(name, new TextEncoder().encode(content)) };
  if (typeof base64 === 'string') return { file: waiting(name, Buffer.from(base64, 'base64')) };
  const reason = typeof left === 'string' ? left : '';
  const message = Object.hasOwn(reasons, reason) ? reasons[reason] : undefined;
  if (message === undefined) throw badLine(number, 'has no "content", "base64" or "left" that is known here');
  return { file: { path: name, content: null, code: `graph.import-${reason}`, message } };
};

const parsed = (text: string, number: number): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badLine(number, 'is not a JSON object');
};

const waiting = (path: string, bytes: Uint8Array): Waiting => {
  const reading = asText(bytes);
  if ('text' in reading) return { path, content: reading.text, code: null, message: null };
  const { code, message } = reading.problem;
  return { path, content: null, code: `graph.import-${code}`, message };
};

// What no path may hold is left in for the rule on paths to refuse by name, in a form that the database can keep until then.
const storable = (path: string): string => cut(path.toWellFormed().replaceAll('\0', '\u0001'), PATH_LENGTH + 1);

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

export const badLine = (number: number, sentence: string): Rejection =>
  new Rejection('invalid', 'graph.import-bad-line', `Line ${number} ${sentence}. Nothing has been imported.`);
