import { context } from '#platform/context';
import { marginByGrade } from './features/margin-by-grade.ts';
import { markToMarket } from './features/mark-to-market.ts';
import { positionByGrade } from './features/position-by-grade.ts';
import { profitOfDeals } from './features/profit-of-deals.ts';
import { receivablesAgeing } from './features/receivables-ageing.ts';
import { silentBuyers } from './features/silent-buyers.ts';
import { stockAgeing } from './features/stock-ageing.ts';
import { topParties } from './features/top-parties.ts';
import { deals, lots, marks, paid, parties, products, purchases, receipts, receivables, stock } from './views/facts.ts';

/** What the desk earns, has and is owed. It only reads. */
export const analytics = context({
  name: 'analytics',
  home: import.meta.dirname,
  rest: {
    'GET /v2/reports/profit': profitOfDeals,
    'GET /v2/reports/margins': marginByGrade,
    'GET /v2/reports/position': positionByGrade,
    'GET /v2/reports/mark-to-market': markToMarket,
    'GET /v2/reports/stock-ageing': stockAgeing,
    'GET /v2/reports/receivables-ageing': receivablesAgeing,
    'GET /v2/reports/top-parties': topParties,
    'GET /v2/reports/silent-buyers': silentBuyers,
  },
  views: [deals, products, lots, stock, purchases, receipts, marks, parties, receivables, paid],
  hears: ['customers', 'inventory', 'deals'],
});
