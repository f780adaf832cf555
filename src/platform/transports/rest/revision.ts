import { Rejection, valid } from '#kernel/rejection';
import type { Feature } from '#platform/feature';

/** The strong ETag of a revision. */
export const etag = (revision: number): string => `"${revision}"`;

export const takesRevision = ({ input }: Pick<Feature, 'input'>): boolean => 'revision' in input.properties;

/** The revision that `If-Match` asks for; undefined when any will do (`*`, or no header where none is required). */
export const wantedRevision = (feature: Feature, ifMatch: string | undefined): number | undefined => {
  if (ifMatch === undefined) {
    if (feature.requiresRevision)
      throw new Rejection(
        'invalid',
        'http.no-revision',
        'Say with If-Match which revision you have seen; it stands in the ETag.',
      );
    return undefined;
  }
  if (ifMatch.trim() === '*') return undefined;
  const tags = [...ifMatch.matchAll(tag)];
  valid(tags.length > 0 && list.test(ifMatch), 'http.bad-if-match', 'If-Match is not a list of quoted ETags.');
  valid(tags.length === 1, 'http.bad-if-match', 'If-Match may name one revision only.');
  const [, weak, text = ''] = tags[0] ?? [];
  // A weak tag never matches strongly (RFC 9110, 13.1.1); nor does one that we cannot have given.
  if (weak !== undefined || !/^\d{1,15}$/.test(text) || !takesRevision(feature)) throw otherRevision();
  return Number(text);
};

/** Whether `If-None-Match` names what the client would get. Compared weakly, as RFC 9110 says. */
export const isKnown = (current: string, ifNoneMatch: string | undefined): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === '*' || [...ifNoneMatch.matchAll(tag)].some(([, , text]) => `"${text}"` === current));

const otherRevision = () => new Rejection('stale', 'http.other-revision', 'It does not have the revision that If-Match names.');

const tag = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;
const list = /^\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")*\s*$/;
