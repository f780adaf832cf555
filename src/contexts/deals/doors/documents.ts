import type { FastifyReply, FastifyRequest } from 'fastify';
import { found, Rejection } from '#kernel/rejection';
import type { Door } from '#platform/door';
import { type Paper, pdfOf } from './pdf.ts';

type Rate = { readonly rupees: string; readonly per: string };
type Deal = {
  readonly number?: string;
  readonly on: string;
  readonly buyerName: string;
  readonly code: string;
  readonly grade: string;
  readonly quantity: { readonly kg: string };
  readonly rate?: Rate;
  readonly invoice?: Readonly<Record<'goods' | 'cgst' | 'sgst' | 'igst' | 'roundOff' | 'total', string>>;
  readonly delivery: { readonly kind: string; readonly freightBy: string };
  readonly payment: { readonly kind: string; readonly days?: number };
};
type Dispatch = {
  readonly dealNumber: string;
  readonly buyerName: string;
  readonly code: string;
  readonly grade: string;
  readonly kg: string;
  readonly number?: string;
  readonly on?: string;
  readonly vehicle?: string;
  readonly transporter?: string;
  readonly lorryReceipt?: string;
};
type Desk = { readonly name: string; readonly gstin: string };
type Asked = FastifyRequest<{ Params: { id: string } }>;

const rupees = (amount: string): string => {
  const [, sign = '', whole = '', paise = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  return `${sign}₹ ${grouped(whole)}.${paise.padEnd(2, '0')}`;
};

/** As India writes numbers: the last three digits, then twos. */
const grouped = (digits: string): string => {
  const head = digits.slice(0, -3).replaceAll(/\B(?=(\d{2})+$)/g, ',');
  return head === '' ? digits : `${head},${digits.slice(-3)}`;
};

const taxLines = ({ cgst, sgst, igst }: NonNullable<Deal['invoice']>): readonly (readonly [string, string])[] =>
  [
    ['CGST', cgst],
    ['SGST', sgst],
    ['IGST', igst],
  ].flatMap(([name = '', amount = '0']) => (amount === '0' ? [] : [[name, rupees(amount)] as const]));

const confirmation = (deal: Deal, { name, gstin }: Desk): Paper => {
  const { number, rate, invoice, delivery, payment } = deal;
  found(number !== undefined, 'deals.no-document', 'The deal is not confirmed: there is no document of it yet.');
  if (rate === undefined || invoice === undefined)
    throw new Rejection('denied', 'deals.no-rates', 'The confirmation shows rates, which you may not see.');
  return {
    from: name,
    gstin,
    title: `Deal confirmation ${number}`,
    facts: [
      ['Date', deal.on],
      ['Buyer', deal.buyerName],
      ['Delivery', `${delivery.kind}, freight paid by the ${delivery.freightBy}`],
      ['Payment', payment.days === undefined ? payment.kind : `${payment.days} days`],
    ],
    table: {
      head: ['Product', 'kg', 'Rate', 'Amount'],
      rows: [
        [
          `${deal.code}\n${deal.grade}`,
          grouped(deal.quantity.kg.split('.')[0] ?? ''),
          `${rupees(rate.rupees)} / ${rate.per}`,
          rupees(invoice.goods),
        ],
      ],
    },
    totals: [...taxLines(invoice), ['Round off', rupees(invoice.roundOff)], ['Total', rupees(invoice.total)]],
  };
};

const dispatchNote = (note: Dispatch, { name, gstin }: Desk): Paper => {
  found(note.number !== undefined, 'deals.no-document', 'The lorry has not left: there is no dispatch note yet.');
  const facts = [
    ['Date', note.on],
    ['Deal', note.dealNumber],
    ['Consignee', note.buyerName],
    ['Vehicle', note.vehicle],
    ['Transporter', note.transporter],
    ['Lorry receipt', note.lorryReceipt],
  ];
  return {
    from: name,
    gstin,
    title: `Dispatch note ${note.number}`,
    facts: facts.flatMap(([what = '', value]) => (value === undefined ? [] : [[what, value] as const])),
    table: { head: ['Product', 'Grade', 'kg'], rows: [[note.code, note.grade, note.kg]] },
    totals: [],
  };
};

/** The deal's documents as PDF. What they show is asked for at the gate, in the name of whoever asks. */
export const documents: Door = (server, { call, callerOf }) => {
  /** Whoever asks, to take the paper away as a file. */
  const taking = async (request: Asked) => {
    const caller = await callerOf(request);
    return { caller, taker: { ...caller, exports: 'pdf' } };
  };
  const send = async (reply: FastifyReply, paper: Paper) =>
    reply
      .type('application/pdf')
      .header('content-disposition', `inline; filename="${paper.title.replaceAll(/[^A-Za-z0-9]+/g, '-')}.pdf"`)
      .send(await pdfOf(paper));

  server.get('/documents/deals/:id', async (request: Asked, reply) => {
    const { caller, taker } = await taking(request);
    const deal = (await call('deals.getDeal', { id: request.params.id }, taker)) as Deal; // what these features answer
    return send(reply, confirmation(deal, (await call('deals.getDesk', {}, caller)) as Desk)); // as above
  });
  server.get('/documents/dispatches/:id', async (request: Asked, reply) => {
    const { caller, taker } = await taking(request);
    const { items } = (await call('deals.listDispatches', { id: request.params.id }, taker)) as {
      readonly items: readonly Dispatch[];
    }; // as above
    const [note] = items;
    found(note !== undefined, 'deals.no-dispatch', 'There is no such dispatch note.');
    return send(reply, dispatchNote(note, (await call('deals.getDesk', {}, caller)) as Desk)); // as above
  });
};
