import { Type as t } from 'typebox';
import { Id, Kg } from '../contract.ts';

/** A product as every answer tells it. */
export const ProductAnswer = t.Object({
  id: Id,
  code: t.String(),
  name: t.String(),
  grade: t.String(),
  maker: t.Optional(t.String()),
  hsn: t.String(),
  packKg: Kg,
  status: t.String(),
});
