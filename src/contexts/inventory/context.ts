import { context } from '#platform/context';
import { published } from './contract.ts';
import { adjustStock } from './features/adjust-stock.ts';
import { changeProduct } from './features/change-product.ts';
import { closeLot } from './features/close-lot.ts';
import { describeLots } from './features/describe-lots.ts';
import { describeProducts } from './features/describe-products.ts';
import { discontinueProduct } from './features/discontinue-product.ts';
import { freeLot } from './features/free-lot.ts';
import { getLot } from './features/get-lot.ts';
import { getProduct } from './features/get-product.ts';
import { holdLot } from './features/hold-lot.ts';
import { importOpeningBalance } from './features/import-opening-balance.ts';
import { issueStock } from './features/issue-stock.ts';
import { listCirculars } from './features/list-circulars.ts';
import { listLots } from './features/list-lots.ts';
import { listMarks } from './features/list-marks.ts';
import { listProducts } from './features/list-products.ts';
import { listReservations } from './features/list-reservations.ts';
import { listTaxRates } from './features/list-tax-rates.ts';
import { loadBalances } from './features/load-balances.ts';
import { loadProducts } from './features/load-products.ts';
import { lowerReservations } from './features/lower-reservations.ts';
import { publishCircular } from './features/publish-circular.ts';
import { raiseReservations } from './features/raise-reservations.ts';
import { receiveLot } from './features/receive-lot.ts';
import { registerProduct } from './features/register-product.ts';
import { reserveLots } from './features/reserve-lots.ts';
import { setMark } from './features/set-mark.ts';
import { setTaxRate } from './features/set-tax-rate.ts';
import { splitLot } from './features/split-lot.ts';
import { suggestLots } from './features/suggest-lots.ts';
import { takeBackStock } from './features/take-back-stock.ts';
import { withdrawBalances } from './features/withdraw-balances.ts';
import { withdrawProducts } from './features/withdraw-products.ts';
import { stockCheck } from './views/books.ts';
import { circulars } from './views/circulars.ts';
import { lots } from './views/lots.ts';
import { marks } from './views/marks.ts';
import { products } from './views/products.ts';
import { stock } from './views/stock.ts';
import { taxRates } from './views/tax-rates.ts';

/** Products, the lots that lie in the warehouses, who has reserved them, and what the market pays. */
export const inventory = context({
  name: 'inventory',
  home: import.meta.dirname,
  rest: {
    'POST /v2/products': registerProduct,
    'GET /v2/products': listProducts,
    'GET /v2/products/:id': getProduct,
    'PATCH /v2/products/:id': changeProduct,
    'POST /v2/products/:id/discontinue': discontinueProduct,
    'POST /v2/products/bulk': loadProducts,
    'POST /v2/products/bulk/undo': withdrawProducts,
    'GET /v2/tax-rates': listTaxRates,
    'POST /v2/tax-rates': setTaxRate,
    'GET /v2/lots': listLots,
    'POST /v2/lots': receiveLot,
    'POST /v2/lots/opening-balances': importOpeningBalance,
    'POST /v2/lots/opening-balances/bulk': loadBalances,
    'POST /v2/lots/opening-balances/bulk/undo': withdrawBalances,
    'POST /v2/lots/suggestions': suggestLots,
    'GET /v2/lots/:id': getLot,
    'POST /v2/lots/:id/adjust': adjustStock,
    'POST /v2/lots/:id/split': splitLot,
    'POST /v2/lots/:id/hold': holdLot,
    'POST /v2/lots/:id/free': freeLot,
    'POST /v2/lots/:id/close': closeLot,
    'GET /v2/marks': listMarks,
    'POST /v2/marks': setMark,
    'GET /v2/circulars': listCirculars,
    'POST /v2/circulars': publishCircular,
  },
  features: [
    describeProducts,
    describeLots,
    reserveLots,
    raiseReservations,
    lowerReservations,
    issueStock,
    takeBackStock,
    listReservations,
  ],
  checks: [stockCheck],
  views: [products, taxRates, lots, stock, marks, circulars],
  publishes: published,
});
