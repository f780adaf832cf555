import { randomUUID } from 'node:crypto';
import type { Row } from './rows.ts';

const kg = { amount: '1', unit: 'kg' };
const rate = { rupees: '95', per: 'kg' };
const day = '2026-11-28';
const none: Row = { input: () => ({}) };

const newProduct = () => ({ code: `X-${randomUUID().slice(0, 8)}`, name: 'x', grade: 'x', hsn: '390210' });
const byProduct = (more: object = {}): Row => ({ input: async (make) => ({ id: await make.product(), ...more }) });
const byLot = (more: object = {}): Row => ({ input: async (make) => ({ id: await make.lot(), ...more }) });
const arrival: Row = { input: async (make) => ({ product: await make.product(), quantity: kg, warehouse: 'x', cost: rate }) };
const byLines = (more: object = {}): Row => ({
  input: async (make) => ({ deal: randomUUID(), ...more, lines: [{ line: '1', lot: await make.lot(), grams: '1' }] }),
});
const byLinesAlone = (more: object = {}): Row => ({
  input: async (make) => ({ deal: randomUUID(), ...more, lines: [{ line: '1', lot: await make.lot() }] }),
});

const byParty = (more: object = {}): Row => ({ input: async (make) => ({ id: await make.party(), ...more }) });
const ofParty = (more: object = {}): Row => ({ input: async (make) => ({ party: await make.party(), ...more }) });
const gstin = '27AAPFU0939F1ZV';
const deal = randomUUID();

const byDeal = (more: object = {}): Row => ({ input: async (make) => ({ id: await make.deal(), ...more }) });
const ofDeal = (more: object = {}): Row => ({ input: async (make) => ({ deal: await make.deal(), ...more }) });
const byPurchase = (more: object = {}): Row => ({ input: async (make) => ({ id: await make.purchase(), ...more }) });
const ofPurchases = (more: object = {}): Row => ({
  input: async (make) => ({
    deal: randomUUID(),
    ...more,
    lines: [{ purchase: await make.purchase(), grams: '1', rate: stored }],
  }),
});
const byDispatch = (more: object = {}): Row => ({ input: () => ({ id: randomUUID(), ...more }), owner: 404 });
const stored = { tenThousandths: '950000', per: 'kg' };
const entry = { quantity: kg, rate, draft: true };

/** Rows of the desk's contexts. */
export const deskRows: Readonly<Record<string, Row>> = {
  'inventory.registerProduct': { input: newProduct },
  'inventory.loadProducts': { input: () => ({ rows: [{ code: 'X-1', name: 'x', grade: 'x', hsn: '390210' }], dryRun: true }) },
  'inventory.loadBalances': {
    input: () => ({ rows: [{ product: 'X-1', lot: '1', kg: '1', warehouse: 'x', cost: '1' }], dryRun: true }),
  },
  'inventory.withdrawProducts': {
    input: () => ({ rows: [{ code: 'X-1', name: 'x', grade: 'x', hsn: '390210' }], dryRun: true }),
  },
  'inventory.withdrawBalances': {
    input: () => ({ rows: [{ product: 'X-1', lot: '1', kg: '1', warehouse: 'x', cost: '1' }], dryRun: true }),
  },
  'inventory.listProducts': none,
  'inventory.getProduct': byProduct(),
  'inventory.changeProduct': byProduct({ name: 'y' }),
  'inventory.discontinueProduct': byProduct(),
  'inventory.describeProducts': { input: async (make) => ({ ids: [await make.product()], on: day }) },
  'inventory.listTaxRates': none,
  'inventory.setTaxRate': { input: () => ({ hsn: '3901', from: day, basisPoints: 1_800 }) },
  'inventory.receiveLot': arrival,
  'inventory.importOpeningBalance': arrival,
  'inventory.listLots': none,
  'inventory.getLot': byLot(),
  'inventory.describeLots': { input: async (make) => ({ ids: [await make.lot()] }) },
  'inventory.suggestLots': { input: async (make) => ({ product: await make.product(), quantity: kg }) },
  'inventory.adjustStock': byLot({ direction: 'more', quantity: kg, reason: 'x' }),
  'inventory.splitLot': byLot({ quantity: kg, warehouse: 'x' }),
  'inventory.holdLot': byLot({ reason: 'x' }),
  'inventory.freeLot': byLot(),
  'inventory.closeLot': { ...byLot(), owner: 409 },
  'inventory.reserveLots': byLines(),
  'inventory.raiseReservations': byLines(),
  'inventory.lowerReservations': byLinesAlone(),
  'inventory.issueStock': { ...byLines({ dispatch: randomUUID() }), owner: 409 },
  'inventory.takeBackStock': byLinesAlone({ dispatch: randomUUID(), keep: true }),
  'inventory.listMarks': none,
  'inventory.setMark': { input: () => ({ grade: 'x', on: day, rate }) },
  'inventory.listCirculars': none,
  'inventory.publishCircular': { input: async (make) => ({ issuer: 'x', prices: [{ product: await make.product(), rate }] }) },
  'customers.registerParty': { input: () => ({ name: 'x', gstin, roles: ['buyer'] }) },
  'customers.loadParties': { input: () => ({ rows: [{ name: 'x', gstin, roles: 'buyer' }], dryRun: true }) },
  'customers.withdrawParties': { input: () => ({ rows: [{ name: 'x', gstin, roles: 'buyer' }], dryRun: true }) },
  'customers.listParties': none,
  'customers.getParty': byParty(),
  'inventory.listReservations': none,
  'customers.listHolds': none,
  'customers.describeParties': { input: async (make) => ({ ids: [await make.party()] }) },
  'customers.addRole': byParty({ role: 'supplier' }),
  'customers.setGstin': byParty({ gstin }),
  'customers.addContact': ofParty({ name: 'x' }),
  'customers.setConsent': { ...byParty({ contact: randomUUID(), channel: 'sms', wants: true }), owner: 404 },
  'customers.mergeParties': { input: async (make) => ({ id: await make.party(), into: await make.party() }) },
  'customers.blockParty': byParty({ reason: 'x' }),
  'customers.unblockParty': byParty(),
  'customers.getCredit': byParty(),
  'customers.setCreditLimit': byParty({ limit: '1' }),
  'customers.placeHold': { ...ofParty({ deal, paise: '1', submittedBy: 'x' }), owner: 409 },
  'customers.releaseHold': ofParty({ deal }),
  'customers.raiseReceivable': ofParty({ deal, receivable: randomUUID(), paise: '1', raisedOn: day, dueOn: '2027-01-15' }),
  'customers.noteOverdue': { ...ofParty({ receivable: randomUUID() }), owner: 404 },
  'customers.grantOverride': ofParty({ deal, upTo: '1' }),
  'customers.recordPayment': ofParty({ amount: '1' }),
  'customers.reversePayment': { ...ofParty({ payment: randomUUID(), reason: 'x' }), owner: 404 },
  'customers.listReceivables': none,
  'deals.getDesk': {
    input: async (make) => {
      await make.deal();
      return {};
    },
  },
  'deals.setDesk': { input: () => ({ name: 'x', gstin }) },
  'deals.enterDeal': {
    input: async (make) => {
      const lot = await make.lot();
      return { ...entry, buyer: await make.party(), product: await make.productOf(lot), sources: [{ lot }] };
    },
  },
  'deals.listDeals': none,
  'deals.getDeal': byDeal(),
  'deals.amendDeal': { ...byDeal({ quantity: kg }), owner: 409 },
  'deals.submitDeal': byDeal(),
  'deals.approveLoss': { ...byDeal(), owner: 409 },
  'deals.overrideCredit': { ...byDeal(), owner: 409 },
  'deals.cancelDeal': { ...byDeal({ reason: 'x' }), owner: 409 },
  'deals.shortCloseDeal': { ...byDeal({ reason: 'x' }), owner: 409 },
  'deals.addRemark': byDeal({ text: 'x' }),
  'deals.confirmDeal': { ...ofDeal({ on: day }), owner: 409 },
  'deals.noteRelease': ofDeal({}),
  'deals.listTemplates': none,
  'deals.saveTemplate': { input: () => ({ name: 'weekly', terms: {} }) },
  'deals.deleteTemplate': { input: async (make) => ({ id: await make.template() }) },
  'deals.enterByTemplate': { input: async (make) => ({ template: await make.template(), draft: true }) },
  'deals.holdStock': byDeal(),
  'deals.noteHold': ofDeal({ hold: 1, status: 'over' }),
  'deals.rejectDeal': { ...ofDeal({ code: 'x', sentence: 'x' }), owner: 409 },
  'deals.applyAmendment': { ...ofDeal({ amendment: 1 }), owner: 409 },
  'deals.refuseAmendment': { ...ofDeal({ amendment: 1, code: 'x', sentence: 'x' }), owner: 409 },
  'deals.recordArrival': {
    input: async (make) => {
      const [id, lot] = [await make.deal(), await make.lot()];
      return { line: randomUUID(), lot, portions: [{ deal: id, grams: '1' }] };
    },
    owner: 409,
  },
  'deals.allocatePurchases': ofPurchases({ product: randomUUID(), on: day }),
  'deals.releaseAllocations': {
    input: async (make) => ({ deal: randomUUID(), isOff: true, cancel: true, lines: [{ purchase: await make.purchase() }] }),
  },
  'deals.placePurchase': {
    input: async (make) => ({ supplier: await make.supplier(), product: await make.product(), quantity: kg, rate }),
  },
  'deals.listPurchases': none,
  'deals.revisePurchase': byPurchase({ quantity: kg }),
  'deals.receiveGoods': byPurchase({ quantity: kg, warehouse: 'x' }),
  'deals.shortClosePurchase': byPurchase(),
  'deals.cancelPurchase': byPurchase(),
  'deals.prepareDispatch': {
    input: async (make) => ({ deal: await make.deal(), lines: [{ lot: await make.lot(), quantity: kg }] }),
    owner: 409,
  },
  'deals.listDispatches': none,
  'deals.loadDispatch': byDispatch({ vehicle: 'x', transporter: 'x' }),
  'deals.departDispatch': byDispatch(),
  'deals.deliverDispatch': byDispatch(),
  'deals.voidDispatch': byDispatch({ reason: 'x' }),
  'analytics.profitOfDeals': none,
  'analytics.marginByGrade': none,
  'analytics.positionByGrade': none,
  'analytics.markToMarket': none,
  'analytics.stockAgeing': none,
  'analytics.receivablesAgeing': none,
  'analytics.topParties': none,
  'analytics.silentBuyers': none,
  'audit.listEvents': { input: () => ({ type: 'ProductRegistered' }) }, // accesses are written at any moment
  'audit.getCheckpoint': none,
  'audit.signCheckpoint': none,
  'audit.getInclusion': { input: () => ({ position: 1, size: 1_000_000_000 }), owner: 404 },
  'audit.getConsistency': { input: () => ({ from: 1, to: 1_000_000_000 }), owner: 404 },
  'audit.listCheckpoints': none,
  'audit.readLeaves': { input: () => ({ limit: 1 }) },
};
