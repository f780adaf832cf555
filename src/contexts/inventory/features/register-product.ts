import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { Quantity } from '#kernel/trade/quantity';
import { command } from '#platform/feature';
import { Amount, Id } from '../contract.ts';
import { ProductId } from '../domain/id.ts';
import { CodeHolder, Hsn, Pack, Product, ProductCode, register, takeCode } from '../domain/product.ts';

export const registerProduct = command({
  name: 'inventory.registerProduct',
  summary: 'Registers a product. The same one under the same id or the same code is registered once.',
  access: 'inventory:admin',
  public: true,
  answers: 201,
  input: t.Object({
    id: t.Optional(Id),
    code: t.String({ description: 'PP-H110MA' }),
    name: t.String(),
    grade: t.String({ description: 'Positions and marks are told by grade' }),
    maker: t.Optional(t.String()),
    hsn: t.String(),
    pack: t.Optional(Amount),
  }),
  output: t.Object({ id: Id, code: t.String() }),

  run: async ({ id: given, pack, maker, ...input }, { events, newId }) => {
    const code = ProductCode(input.code);
    const { state: holder } = await events.read(CodeHolder, code);
    const id = ProductId(given ?? holder.product ?? newId());
    const facts = {
      code,
      name: Label(input.name),
      grade: Label(input.grade),
      ...(maker !== undefined && { maker: Label(maker) }),
      hsn: Hsn(input.hsn),
      pack: Pack(pack === undefined ? 25_000n : Quantity(pack.amount, pack.unit).grams),
    };
    return events.decide(
      { product: [Product, id], holder: [CodeHolder, code] },
      (now) => ({ product: register(now.product, id, facts), holder: takeCode(now.holder, code, id) }),
      () => ({ id, code }),
    );
  },
});
