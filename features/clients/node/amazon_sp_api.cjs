// Runs beside npm's amazon-sp-api, which knows nothing of this project.
"use strict";

const { SellingPartner } = require("amazon-sp-api");

const env = process.env;
const US = "ATVPDKIKX0DER";
const V2 = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2";

function report(check, passed, seen) {
  const text = typeof seen === "string" ? seen : JSON.stringify(seen);
  console.log(JSON.stringify({ check, passed: Boolean(passed), seen: String(text) }));
}

function client(changed = {}, region = "na") {
  return new SellingPartner({
    region,
    refresh_token: env.SPAPI_REFRESH_TOKEN,
    credentials: {
      SELLING_PARTNER_APP_CLIENT_ID: env.SPAPI_CLIENT_ID,
      SELLING_PARTNER_APP_CLIENT_SECRET: env.SPAPI_CLIENT_SECRET,
      ...changed,
    },
    endpoints_versions: { orders: "v0", finances: "v0" },
  });
}

const partner = client();

async function call(operation, endpoint, rest = {}) {
  return partner.callAPI({ operation, endpoint, ...rest });
}

async function refusal(promise) {
  try {
    return { code: "", seen: await promise };
  } catch (error) {
    return { code: error.code, seen: error.message };
  }
}

const envelope = (order, item, amount, key) => `<?xml version="1.0" encoding="UTF-8"?>
<AmazonEnvelope><Header><DocumentVersion>1.01</DocumentVersion>
<MerchantIdentifier>${env.SPAPI_SELLER_ID}</MerchantIdentifier></Header>
<MessageType>OrderAdjustment</MessageType>
<Message><MessageID>1</MessageID><OrderAdjustment><AmazonOrderID>${order}</AmazonOrderID>
<AdjustedItem><AmazonOrderItemCode>${item}</AmazonOrderItemCode>
<MerchantAdjustmentItemID>${key}</MerchantAdjustmentItemID>
<AdjustmentReason>CustomerReturn</AdjustmentReason>
<ItemPriceAdjustments><Component><Type>Principal</Type>
<Amount currency="USD">${amount}</Amount></Component></ItemPriceAdjustments></AdjustedItem>
</OrderAdjustment></Message></AmazonEnvelope>`;

// The processing report of a refund, as an object.
async function giveBack(order, item, amount, key) {
  const contentType = "text/xml; charset=UTF-8";
  const document = await call("createFeedDocument", "feeds", { body: { contentType } });
  await partner.upload(document, { content: envelope(order, item, amount, key), contentType });
  const made = await call("createFeed", "feeds", {
    body: {
      feedType: "POST_PAYMENT_ADJUSTMENT_DATA",
      marketplaceIds: [US],
      inputFeedDocumentId: document.feedDocumentId,
    },
  });
  for (;;) {
    const feed = await call("getFeed", "feeds", { path: { feedId: made.feedId } });
    if (["DONE", "FATAL", "CANCELLED"].includes(feed.processingStatus)) {
      const path = { feedDocumentId: feed.resultFeedDocumentId };
      const details = await call("getFeedDocument", "feeds", { path });
      const told = await partner.download(details, { json: true });
      return told.AmazonEnvelope.Message.ProcessingReport;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function main() {
  const sold = await call("getMarketplaceParticipations", "sellers");
  const names = sold.map((each) => each.marketplace.id).sort();
  report("authenticate", names.join() === ["A2EUQ1WTGCTBG2", US].join(), sold);

  const since = new Date(Date.now() - 100 * 86400000).toISOString();
  const pages = [];
  let token;
  do {
    const query = { CreatedAfter: since, MarketplaceIds: US, MaxResultsPerPage: 5 };
    if (token) query.NextToken = token;
    const page = await call("getOrders", "orders", { query });
    pages.push(page.Orders);
    token = page.NextToken;
  } while (token);
  const all = pages.flat();
  const ids = new Set(all.map((each) => each.AmazonOrderId));
  report("page", pages.map((page) => page.length).join() === "5,5,3" && ids.size === 13, [...ids]);

  const [order] = all.filter(
    (each) => each.FulfillmentChannel === "MFN" && each.OrderStatus === "Shipped"
      && each.NumberOfItemsShipped === 3,
  );
  const number = order.AmazonOrderId;
  const path = { orderId: number };
  const items = (await call("getOrderItems", "orders", { path })).OrderItems;
  const resource = {
    method: "GET", path: `/orders/v0/orders/${number}`, dataElements: ["buyerInfo"],
  };
  const { restrictedDataToken } = await call("createRestrictedDataToken", "tokens", {
    body: { restrictedResources: [resource] },
  });
  const told = await call("getOrder", "orders", {
    path, restricted_data_token: restrictedDataToken,
  });
  report(
    "read",
    order.OrderTotal.Amount === "88.75" && order.BuyerInfo === undefined
      && items.map((each) => `${each.SellerSKU} ${each.ItemPrice.Amount}`).join()
        === "AMZ-LAMP 50.00,AMZ-HOOK 22.00"
      && told.BuyerInfo.BuyerEmail.endsWith("@marketplace.amazon.com"),
    [order, items, told],
  );

  const lamp = items[0].OrderItemId;
  const done = await giveBack(number, lamp, "10.00", "client-refund-7");
  report("refund", done.ProcessingSummary.MessagesSuccessful === 1, done);

  const events = await call("listFinancialEventsByOrderId", "finances", { path });
  const [back] = events.FinancialEvents.RefundEventList;
  const [adjusted] = back.ShipmentItemAdjustmentList;
  const principal = adjusted.ItemChargeAdjustmentList.find(
    (each) => each.ChargeType === "Principal",
  );
  const listed = (await call("getReports", "reports", {
    query: { reportTypes: V2, processingStatuses: "DONE" },
  })).reports;
  const details = await call("getReportDocument", "reports", {
    path: { reportDocumentId: listed.at(-1).reportDocumentId },
  });
  const rows = await partner.download(details, { json: true });
  const cents = rows.slice(1).map((row) => Math.round(Number(row.amount) * 100));
  report(
    "read back",
    adjusted.OrderAdjustmentItemId === "client-refund-7"
      && principal.ChargeAmount.CurrencyAmount === -10 && listed.length === 4
      && rows[0]["total-amount"] === "83.86" && cents.reduce((sum, each) => sum + each) === 8386,
    [adjusted, listed, rows.slice(0, 3)],
  );

  const over = await giveBack(number, lamp, "40.01", "client-refund-8");
  report(
    "over-refund",
    over.ProcessingSummary.MessagesWithError === 1 && over.Result.ResultMessageCode === 18042
      && over.Result.ResultDescription.includes("exceeds"),
    over,
  );

  const secret = `${env.SPAPI_CLIENT_SECRET.slice(0, -1)}x`;
  const stranger = client({ SELLING_PARTNER_APP_CLIENT_SECRET: secret });
  const wrong = await refusal(stranger.callAPI({ operation: "getAccount", endpoint: "sellers" }));
  const elsewhere = await refusal(
    client({}, "eu").callAPI({ operation: "getOrder", endpoint: "orders", path }),
  );
  report(
    "wrong credentials",
    wrong.code === "invalid_client" && elsewhere.code === "Unauthorized",
    [wrong, elsewhere],
  );

  const absent = await refusal(
    call("getReport", "reports", { path: { reportId: "999999999999" } }),
  );
  report("404", absent.code === "NotFound", absent);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
