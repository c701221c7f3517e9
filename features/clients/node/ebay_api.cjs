// Runs beside npm's ebay-api, which knows nothing of this project.
"use strict";

const EBayApi = require("ebay-api");

const env = process.env;
const SCOPE = "https://api.ebay.com/oauth/api_scope";

function report(check, passed, seen) {
  const text = typeof seen === "string" ? seen : JSON.stringify(seen);
  console.log(JSON.stringify({ check, passed: Boolean(passed), seen: String(text) }));
}

async function client(secret, scopes) {
  const api = new EBayApi({
    appId: env.EBAY_CLIENT_ID,
    certId: secret,
    sandbox: false,
    scope: scopes,
    ruName: env.EBAY_RU_NAME,
    autoRefreshToken: true,
  });
  api.OAuth2.setCredentials({ refresh_token: env.EBAY_REFRESH_TOKEN });
  await api.OAuth2.refreshToken();
  return api;
}

async function refusal(promise) {
  try {
    return { code: 0, seen: await promise };
  } catch (error) {
    return { name: error.name, code: error.errorCode, seen: error.message };
  }
}

async function main() {
  const scopes = [SCOPE, `${SCOPE}/sell.fulfillment`, `${SCOPE}/sell.finances`];
  const api = await client(env.EBAY_CLIENT_SECRET, scopes);
  const orders = api.sell.fulfillment;
  const first = await orders.getOrders({ limit: 1 });
  report("authenticate", first.total === 18, first.total);

  const pages = [];
  for (let offset = 0; offset < first.total; offset += 5) {
    pages.push((await orders.getOrders({ limit: 5, offset })).orders);
  }
  const found = pages.flat();
  const ids = new Set(found.map((each) => each.orderId));
  report("page", pages.map((page) => page.length).join() === "5,5,5,3" && ids.size === 18, [...ids]);

  const of = (total) => found.find(
    (each) => each.pricingSummary.total.value === total,
  );
  const order = of("49.9");
  const whole = await orders.getOrder(order.orderId);
  const returns = await api.postOrder.return.search({ return_state: "CLOSED" });
  report(
    "read",
    whole.orderFulfillmentStatus === "FULFILLED" && whole.lineItems[0].sku === "CAP-RED"
      && whole.totalFeeBasisAmount.value === "54.02" && returns.members.length > 0
      && typeof returns.members[0].sellerTotalRefund.actualRefundAmount.value === "number",
    [whole, returns.members.length],
  );

  const giveBack = (of_, value) => orders.issueRefund(of_.orderId, {
    reasonForRefund: "OTHER_ADJUSTMENT",
    refundItems: [
      { lineItemId: of_.lineItems[0].lineItemId, refundAmount: { value, currency: "USD" } },
    ],
  });
  const issued = await giveBack(order, "10.00");
  report("refund", issued.refundStatus === "PENDING", issued);

  // It is through in a minute; another one was through long ago.
  const [over] = (await orders.getOrder(order.orderId)).paymentSummary.refunds;
  const old = of("54.93");
  const [back] = old.paymentSummary.refunds;
  const money = await api.sell.finances.getTransactions({ filter: `orderId:{${old.orderId}}` });
  const rows = Object.fromEntries(money.transactions.map((each) => [each.transactionType, each]));
  report(
    "read back",
    over.refundStatus === "PENDING" && over.amount.value === "8.51"
      && over.refundId === issued.refundId
      && back.refundStatus === "REFUNDED" && back.amount.value === "8.51"
      && old.lineItems.flatMap((each) => each.refunds || []).map((each) => each.amount.value)
        .join() === "10.0"
      && rows.SALE.bookingEntry === "CREDIT" && rows.REFUND.bookingEntry === "DEBIT"
      && rows.REFUND.amount.value === "8.51",
    [over, old, money],
  );

  const early = await refusal(giveBack(order, "1.00"));
  const much = await refusal(giveBack(of("58.92"), "58.93"));
  report("over-refund", early.code === 34922 && much.code === 34924, [early, much]);

  const wrong = await refusal(client(`${env.EBAY_CLIENT_SECRET.slice(0, -1)}x`, scopes));
  const few = await client(env.EBAY_CLIENT_SECRET, [SCOPE]);
  const denied = await refusal(few.sell.fulfillment.getOrders({ limit: 1 }));
  report(
    "wrong credentials",
    wrong.seen.includes("401") && denied.name === "EBayAccessDenied" && denied.code === 1100,
    [wrong, denied],
  );

  const absent = await refusal(orders.getOrder("01-00000-00000"));
  report("404", absent.code === 32100, absent);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
