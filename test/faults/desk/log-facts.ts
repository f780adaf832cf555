/** A row of `log.event`. */
export type Row = {
  readonly position: number;
  readonly type: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- stored JSON: the fold names the fields it reads
  readonly data: any;
};

const named: Readonly<Record<string, string>> = {
  LotReceived: 'lot',
  StockAdjusted: 'reason',
  PaymentRecorded: 'payment',
  DealDrafted: 'deal',
  DealSubmitted: 'deal',
  DealCancelled: 'deal',
  HoldRequested: 'deal',
  DispatchPrepared: 'dispatch',
  DispatchLoaded: 'dispatch',
  DispatchDeparted: 'dispatch',
  DispatchRecorded: 'dispatch',
  DispatchDelivered: 'dispatch',
};

/** The effect that an event is, by the name under which clients are promised it. */
export const factOf = ({ type, data }: Row): string | undefined => {
  if (type === 'LimitSet') return `LimitSet ${data.party} ${data.paise}`;
  const field = named[type];
  return field === undefined ? undefined : `${type} ${data[field]}`;
};
