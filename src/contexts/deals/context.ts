import { context } from '#platform/context';
import { coveredCheck } from './checks/covered.ts';
import { creditCheck } from './checks/credit.ts';
import { reservedCheck } from './checks/reserved.ts';
import { published } from './contract.ts';
import { documents } from './doors/documents.ts';
import { addRemark } from './features/add-remark.ts';
import { allocatePurchases } from './features/allocate-purchases.ts';
import { amendDeal } from './features/amend-deal.ts';
import { applyAmendment } from './features/apply-amendment.ts';
import { approveLoss } from './features/approve-loss.ts';
import { cancelDeal } from './features/cancel-deal.ts';
import { cancelPurchase } from './features/cancel-purchase.ts';
import { confirmDeal } from './features/confirm-deal.ts';
import { deliverDispatch } from './features/deliver-dispatch.ts';
import { departDispatch } from './features/depart-dispatch.ts';
import { deleteTemplate } from './features/delete-template.ts';
import { enterByTemplate } from './features/enter-by-template.ts';
import { enterDeal } from './features/enter-deal.ts';
import { getDeal } from './features/get-deal.ts';
import { getDesk } from './features/get-desk.ts';
import { holdStock } from './features/hold-stock.ts';
import { listDeals } from './features/list-deals.ts';
import { listDispatches } from './features/list-dispatches.ts';
import { listPurchases } from './features/list-purchases.ts';
import { listTemplates } from './features/list-templates.ts';
import { loadDispatch } from './features/load-dispatch.ts';
import { noteHold } from './features/note-hold.ts';
import { noteRelease } from './features/note-release.ts';
import { overrideCredit } from './features/override-credit.ts';
import { placePurchase } from './features/place-purchase.ts';
import { prepareDispatch } from './features/prepare-dispatch.ts';
import { receiveGoods } from './features/receive-goods.ts';
import { recordArrival } from './features/record-arrival.ts';
import { refuseAmendment } from './features/refuse-amendment.ts';
import { rejectDeal } from './features/reject-deal.ts';
import { releaseAllocations } from './features/release-allocations.ts';
import { revisePurchase } from './features/revise-purchase.ts';
import { saveTemplate } from './features/save-template.ts';
import { setDesk } from './features/set-desk.ts';
import { shortCloseDeal } from './features/short-close-deal.ts';
import { shortClosePurchase } from './features/short-close-purchase.ts';
import { submitDeal } from './features/submit-deal.ts';
import { voidDispatch } from './features/void-dispatch.ts';
import { amendDeal as amending } from './processes/amend-deal.ts';
import { dispatchGoods } from './processes/dispatch-goods.ts';
import { holdStock as holding } from './processes/hold-stock.ts';
import { receiveGoods as receiving } from './processes/receive-goods.ts';
import { registerDeal } from './processes/register-deal.ts';
import { releaseDeal } from './processes/release-deal.ts';
import { deals as dealRows } from './views/deals.ts';
import { dispatches } from './views/dispatches.ts';
import { purchases, purchaseSums } from './views/purchases.ts';
import { remarks } from './views/remarks.ts';
import { templates } from './views/templates.ts';

/** Sales, what is bought for them, and what leaves for them. */
export const deals = context({
  name: 'deals',
  home: import.meta.dirname,
  rest: {
    'GET /v2/desk': getDesk,
    'PUT /v2/desk': setDesk,
    'POST /v2/deals': enterDeal,
    'GET /v2/deals': listDeals,
    'GET /v2/deals/:id': getDeal,
    'PATCH /v2/deals/:id': amendDeal,
    'POST /v2/deals/:id/hold': holdStock,
    'POST /v2/deals/:id/submit': submitDeal,
    'POST /v2/deals/:id/approve-loss': approveLoss,
    'POST /v2/deals/:id/override-credit': overrideCredit,
    'POST /v2/deals/:id/cancel': cancelDeal,
    'POST /v2/deals/:id/short-close': shortCloseDeal,
    'POST /v2/deals/:id/remarks': addRemark,
    'GET /v2/deal-templates': listTemplates,
    'POST /v2/deal-templates': saveTemplate,
    'DELETE /v2/deal-templates/:id': deleteTemplate,
    'POST /v2/deal-templates/:template/deals': enterByTemplate,
    'POST /v2/purchases': placePurchase,
    'GET /v2/purchases': listPurchases,
    'PUT /v2/purchases/:id/quantity': revisePurchase,
    'POST /v2/purchases/:id/receipts': receiveGoods,
    'POST /v2/purchases/:id/short-close': shortClosePurchase,
    'POST /v2/purchases/:id/cancel': cancelPurchase,
    'POST /v2/dispatches': prepareDispatch,
    'GET /v2/dispatches': listDispatches,
    'POST /v2/dispatches/:id/load': loadDispatch,
    'POST /v2/dispatches/:id/depart': departDispatch,
    'POST /v2/dispatches/:id/deliver': deliverDispatch,
    'POST /v2/dispatches/:id/void': voidDispatch,
  },
  features: [
    allocatePurchases,
    releaseAllocations,
    confirmDeal,
    rejectDeal,
    applyAmendment,
    refuseAmendment,
    recordArrival,
    noteRelease,
    noteHold,
  ],
  door: documents,
  views: [dealRows, remarks, purchases, purchaseSums, dispatches, templates],
  publishes: published,
  checks: [reservedCheck, creditCheck, coveredCheck],
  processes: [holding, registerDeal, amending, releaseDeal, dispatchGoods, receiving],
});
