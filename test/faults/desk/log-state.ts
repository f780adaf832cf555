import { factOf, type Row } from './log-facts.ts';

export type LotState = {
  onHand: number;
  reserved: number;
  isOversold: boolean;
  /** Grams by `deal/line`. */
  readonly reservations: Map<string, number>;
};
export type AccountState = {
  limit: number;
  owed: number;
  held: number;
  /** Paise by deal. */
  readonly deals: Map<string, { held: number; invoiced: number }>;
};
export type DealState = {
  status: string;
  attempt: number;
  buyer: string;
  paise: number;
  invoiced: number;
  isReleasing: boolean;
  lots: readonly { readonly line: string; readonly lot: string; readonly grams: number }[];
  /** Grams that have left, by line. */
  readonly left: Map<string, number>;
  hold?: { readonly number: number; readonly lots: readonly { readonly lot: string; readonly grams: number }[]; status: string };
};
export type SagaState = { phase: string; readonly agenda: Set<string>; isWaiting: boolean };
export type Departed = { readonly deal: string; readonly lines: readonly { readonly lot: string; readonly line: string }[] };

/** What the log says, folded without any code of the app, and what is wrong with it at any position. */
export type LogState = {
  readonly facts: Map<string, number>;
  readonly lots: Map<string, LotState>;
  readonly accounts: Map<string, AccountState>;
  readonly deals: Map<string, DealState>;
  readonly sagas: Map<string, SagaState>;
  readonly departed: Map<string, Departed>;
  readonly findings: Finding[];
  /** Steps of sagas that were recorded as done. */
  steps: number;
  position: number;
};

export type Kind =
  | 'lost'
  | 'doubled'
  | 'oversold'
  | 'over limit'
  | 'uncovered'
  | 'astray'
  | 'stuck'
  | 'slow'
  | 'differs'
  | 'strange';
export type Finding = { readonly kind: Kind; readonly text: string };

export const emptyLog = (): LogState => ({
  facts: new Map(),
  lots: new Map(),
  accounts: new Map(),
  deals: new Map(),
  sagas: new Map(),
  departed: new Map(),
  findings: [],
  steps: 0,
  position: 0,
});

export const take = (log: LogState, row: Row): void => {
  const { type, data, position } = row;
  log.position = position;
  const fact = factOf(row);
  if (fact !== undefined) count(log.facts, fact, 1);
  const found = (kind: Kind, text: string) => void log.findings.push({ kind, text: `${text} (position ${position})` });
  takeLot(log, row, found);
  takeAccount(log, row, found);
  takeDeal(log, row, found);
  if (type === 'ProcessMoved') takeSaga(log, data, found);
};

type Found = (kind: Kind, text: string) => void;

export const count = <K>(sums: Map<K, number>, key: K, by: number): void => {
  const after = (sums.get(key) ?? 0) + by;
  if (after === 0) sums.delete(key);
  else sums.set(key, after);
};

const takeLot = (log: LogState, { type, data }: Row, found: Found): void => {
  if (typeof data.lot !== 'string' || typeof data.grams !== 'string') return;
  const grams = Number(data.grams);
  if (type === 'LotReceived') log.lots.set(data.lot, { onHand: grams, reserved: 0, isOversold: false, reservations: new Map() });
  const lot = log.lots.get(data.lot);
  if (lot === undefined) return;
  const reserve = (by: number) => {
    lot.reserved += by;
    count(lot.reservations, `${data.deal}/${data.line}`, by);
  };
  switch (type) {
    case 'StockReserved':
    case 'ReservationIncreased':
      reserve(grams);
      break;
    case 'ReservationDecreased':
    case 'ReservationReleased':
      reserve(-grams);
      break;
    case 'StockIssued': {
      reserve(-grams);
      lot.onHand -= grams;
      const issue = `StockIssued ${data.dispatch} ${data.lot} ${data.line}`;
      if (log.facts.has(issue)) found('doubled', `${issue} a second time`);
      count(log.facts, issue, 1);
      break;
    }
    case 'StockAdjusted':
      lot.onHand += grams;
      break;
  }
  const isOversold = lot.reserved > lot.onHand;
  if (isOversold && !lot.isOversold)
    found('oversold', `lot ${data.lot}: ${(lot.reserved - lot.onHand) / 1_000} kg more reserved than there is, after ${type}`);
  lot.isOversold = isOversold;
};

const takeAccount = (log: LogState, { type, data }: Row, found: Found): void => {
  if (typeof data.party !== 'string' || typeof data.paise !== 'string') return;
  const account = log.accounts.get(data.party) ?? { limit: 0, owed: 0, held: 0, deals: new Map() };
  log.accounts.set(data.party, account);
  const paise = Number(data.paise);
  const ofDeal = (held: number, invoiced: number) => {
    const deal = account.deals.get(data.deal) ?? { held: 0, invoiced: 0 };
    account.held += held;
    account.deals.set(data.deal, { held: deal.held + held, invoiced: deal.invoiced + invoiced });
  };
  switch (type) {
    case 'LimitSet':
      account.limit = paise;
      break;
    case 'HoldPlaced':
      ofDeal(paise, 0);
      if (account.owed + account.held > account.limit)
        found('over limit', `party ${data.party}: ${(account.owed + account.held - account.limit) / 100} rupees over its limit`);
      break;
    case 'HoldReleased':
    case 'HoldConverted':
      ofDeal(-paise, 0);
      break;
    case 'ReceivableRaised': {
      ofDeal(0, paise);
      account.owed += paise;
      const raised = `ReceivableRaised ${data.receivable}`;
      if (log.facts.has(raised)) found('doubled', `${raised} a second time`);
      count(log.facts, raised, 1);
      break;
    }
    case 'PaymentRecorded':
      account.owed -= paise;
      break;
  }
};

const newDeal = (): DealState => ({
  status: 'none',
  attempt: 0,
  buyer: '',
  paise: 0,
  invoiced: 0,
  isReleasing: false,
  lots: [],
  left: new Map(),
});

const takeDeal = (log: LogState, { type, data }: Row, found: Found): void => {
  if (type === 'DispatchDeparted') log.departed.set(data.dispatch, { deal: data.deal, lines: data.lines });
  if (typeof data.deal !== 'string' || !(type in dealEvents)) return;
  const deal = log.deals.get(data.deal) ?? newDeal();
  log.deals.set(data.deal, deal);
  dealEvents[type]?.(deal, data);
  if (type === 'DealConfirmed') for (const text of uncovered(log, data.deal, deal)) found('uncovered', text);
};

// oxlint-disable-next-line typescript/no-explicit-any -- stored JSON, as in `Row`
const dealEvents: Readonly<Record<string, (deal: DealState, data: any) => void>> = {
  DealDrafted: (deal, { terms }) => Object.assign(deal, { status: 'draft', ...termsOf(terms) }),
  HoldRequested: (deal, { hold, lines }) => {
    const lots = lines.map(({ lot, grams }: Lot) => ({ lot, grams: Number(grams) }));
    deal.hold = { number: hold, lots, status: 'asked' };
  },
  HoldNoted: (deal, { hold, status }) => {
    if (deal.hold !== undefined && deal.hold.number === hold) deal.hold.status = status;
  },
  DealSubmitted: (deal, { attempt, paise, terms }) =>
    Object.assign(deal, { status: 'pending', attempt, paise: Number(paise), ...termsOf(terms) }),
  DealConfirmed: (deal) => Object.assign(deal, { status: 'confirmed' }),
  DealRejected: (deal) => Object.assign(deal, { status: 'rejected' }),
  DealCancelled: (deal) => Object.assign(deal, { status: 'cancelled', isReleasing: true }),
  DealReleased: (deal) => Object.assign(deal, { isReleasing: false }),
  DealCompleted: (deal) => Object.assign(deal, { status: 'completed' }),
  DispatchRecorded: (deal, { lines, paise, status }) => {
    for (const { line, grams } of lines) count(deal.left, line, Number(grams));
    Object.assign(deal, { status, invoiced: deal.invoiced + Number(paise) });
  },
};

type Lot = { readonly lot: string; readonly grams: string };
type Terms = {
  readonly buyer: string;
  readonly sources: readonly (Lot & { readonly from: string; readonly line: string })[];
};

const termsOf = ({ buyer, sources }: Terms) => ({
  buyer,
  lots: sources.filter(({ from }) => from === 'lot').map(({ line, lot, grams }) => ({ line, lot, grams: Number(grams) })),
});

/** What a confirmed deal lacks at this position. */
const uncovered = (log: LogState, id: string, deal: DealState): readonly string[] => [
  ...lacksStock(log, id, deal).map((text) => `deal ${id} is confirmed: ${text}`),
  ...lacksCredit(log, id, deal).map((text) => `deal ${id} is confirmed: ${text}`),
];

const lacksStock = (log: LogState, id: string, { lots }: DealState): readonly string[] =>
  lots.flatMap(({ line, lot, grams }) => {
    const has = log.lots.get(lot)?.reservations.get(`${id}/${line}`) ?? 0;
    return has < grams ? [`${has / 1_000} of ${grams / 1_000} kg are reserved in the lot ${lot}`] : [];
  });

const lacksCredit = (log: LogState, id: string, { buyer, paise }: DealState): readonly string[] => {
  const { held = 0, invoiced = 0 } = log.accounts.get(buyer)?.deals.get(id) ?? {};
  return held + invoiced < paise ? [`${(held + invoiced) / 100} of ${paise / 100} rupees of credit are held`] : [];
};

// oxlint-disable-next-line typescript/no-explicit-any -- stored JSON, as in `Row`
const takeSaga = (log: LogState, data: any, found: Found): void => {
  const key = `${data.process} ${data.id}`;
  const saga = log.sagas.get(key) ?? { phase: 'none', agenda: new Set<string>(), isWaiting: false };
  log.sagas.set(key, saga);
  const label = ({ kind, name }: { readonly kind: string; readonly name: string }) => `${kind} ${name}`;
  for (const item of data.off) saga.agenda.delete(label(item));
  for (const item of data.put) saga.agenda.add(label(item));
  saga.phase = data.phase;
  saga.isWaiting = data.stuck.length > 0;
  if (data.happened.type !== 'StepDone') return;
  log.steps++;
  for (const text of missing(log, data.process, data.id, data.happened.data.step)) found('lost', `${key}: ${text}`);
};

/** What a step of a saga says is done, and the log does not hold. */
const missing = (log: LogState, process: string, instance: string, step: string): readonly string[] => {
  const at = instance.lastIndexOf('.');
  const [id, number] = at < 0 ? [instance, 0] : [instance.slice(0, at), Number(instance.slice(at + 1))];
  const deal = log.deals.get(id);
  switch (`${process} ${step}`) {
    case 'deals.register stock':
      return deal?.attempt === number ? lacksStock(log, id, deal) : [];
    case 'deals.register credit':
      return deal?.attempt === number ? lacksCredit(log, id, deal) : [];
    case 'deals.release stock':
      return (deal?.status === 'cancelled' && deal.attempt === number ? deal.lots : [])
        .filter(({ line, lot }) => log.lots.get(lot)?.reservations.has(`${id}/${line}`))
        .map(({ lot }) => `the lot ${lot} is still reserved for the cancelled deal`);
    case 'deals.release credit': {
      const held = log.accounts.get(deal?.buyer ?? '')?.deals.get(id)?.held ?? 0;
      return deal?.status === 'cancelled' && deal.attempt === number && held > 0 ? ['credit is still held'] : [];
    }
    case 'deals.dispatch issue':
      return (log.departed.get(instance)?.lines ?? [])
        .filter(({ lot, line }) => !log.facts.has(`StockIssued ${instance} ${lot} ${line}`))
        .map(({ lot }) => `nothing left the lot ${lot}`);
    case 'deals.dispatch receivable':
      return log.facts.has(`ReceivableRaised ${instance}`) ? [] : ['no receivable was raised'];
    default:
      return [];
  }
};
