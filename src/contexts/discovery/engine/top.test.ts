import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTop } from './top.ts';

test('the best are kept in order, equal ones by id', () =>
  fc.assert(
    fc.property(fc.array(fc.nat(6), { maxLength: 60 }), fc.nat(12), (scores, limit) => {
      const idOf = (slot: number): string => `${slot % 7}-${slot}`;
      const top = createTop(limit, idOf);
      scores.forEach((score, slot) => {
        if (top.admits(score)) top.offer(slot, score);
      });
      const all = scores.map((score, slot) => ({ slot, id: idOf(slot), score }));
      expect(top.sorted()).toEqual(all.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, limit));
    }),
  ));
