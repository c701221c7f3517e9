// Runs beside npm's netsuite-rest, which knows nothing of this project.
"use strict";

const NetsuiteRest = require("netsuite-rest");

const env = process.env;

function report(check, passed, seen) {
  const text = typeof seen === "string" ? seen : JSON.stringify(seen);
  console.log(JSON.stringify({ check, passed: Boolean(passed), seen: String(text) }));
}

function client(changed = {}) {
  return new NetsuiteRest({
    consumer_key: env.NETSUITE_CONSUMER_KEY,
    consumer_secret_key: env.NETSUITE_CONSUMER_SECRET,
    token: env.NETSUITE_TOKEN_ID,
    token_secret: env.NETSUITE_TOKEN_SECRET,
    realm: env.NETSUITE_ACCOUNT,
    ...changed,
  });
}

const api = client();

async function get(path) {
  return (await api.request({ path: `record/v1/${path}` })).data;
}

async function send(method, path, body) {
  const heads = { "Content-Type": "application/json" };
  return api.request({ path: `record/v1/${path}`, method, body: JSON.stringify(body), heads });
}

async function rows(text, page = "") {
  const heads = { "Content-Type": "application/json" };
  const body = JSON.stringify({ q: text });
  return (await api.request({ path: `query/v1/suiteql${page}`, method: "POST", body, heads })).data;
}

// Documents are made under an external id and found by it.
async function idOf(record, externalId) {
  return (await get(`${record}/eid:${externalId}`)).id;
}

async function refusal(call) {
  try {
    await call;
  } catch (error) {
    return [error.response.statusCode, JSON.parse(error.response.body)["o:errorDetails"][0]];
  }
  return [0, {}];
}

async function main() {
  const who = await get("customer?limit=1");
  report("authenticate", Array.isArray(who.links), who);

  const first = await rows("SELECT id, itemid FROM item ORDER BY id", "?limit=5&offset=0");
  const second = await rows("SELECT id, itemid FROM item ORDER BY id", "?limit=5&offset=5");
  const all = await rows("SELECT id, itemid FROM item ORDER BY id");
  const ids = [...first.items, ...second.items].map((row) => row.id);
  report(
    "page",
    first.hasMore && new Set(ids).size === ids.length && ids.length > 5 &&
      first.totalResults === all.items.length,
    first,
  );
  const items = Object.fromEntries(all.items.map((row) => [row.itemid, row.id]));

  await send("PUT", "customer/eid:node-jane", { firstName: "Jane", lastName: "Roe" });
  const customer = await idOf("customer", "node-jane");
  const lines = [["TEE-BLK", 3, 19.99], ["MUG-WHT", 1, 12.49], ["CAP-RED", 2, 24.95]];
  const taxes = [["L1", 53.97, 4.45], ["L2", 11.24, 0.93], ["L3", 44.91, 3.71],
    ["SHIPPING", 7.95, 0.66]];
  await send("PUT", "salesOrder/eid:node-order", {
    entity: { id: customer },
    otherRefNum: "CLIENT-4",
    orderStatus: { id: "B" },
    discountItem: { id: items["Channel Discount"] },
    discountRate: -12.24,
    shipMethod: { id: items["Standard Shipping"] },
    shippingCost: 7.95,
    taxDetailsOverride: true,
    item: {
      items: lines.map(([sku, quantity, rate], index) => ({
        item: { id: items[sku] },
        quantity,
        rate,
        taxDetailsReference: `L${index + 1}`,
      })),
    },
    taxDetails: {
      items: taxes.map(([taxDetailsReference, taxBasis, taxAmount]) => ({
        taxDetailsReference,
        taxBasis,
        taxRate: 8.25,
        taxAmount,
      })),
    },
  });
  const order = await get("salesOrder/eid:node-order");
  report(
    "read",
    order.total === 127.82 && order.taxTotal === 9.75 && order.discountTotal === -12.24 &&
      order.shippingCost === 7.95 && order.subtotal === 122.36,
    order,
  );

  await send("POST", `salesOrder/${order.id}/%21transform/cashSale`, { externalId: "node-sale" });
  const sale = await idOf("cashSale", "node-sale");
  const made = await send("POST", `cashSale/${sale}/%21transform/cashRefund`, {
    externalId: "node-refund",
    shippingCost: 0,
    item: { items: [1, 2, 3].map((orderLine) => ({ orderLine, quantity: +(orderLine === 1) })) },
  });
  report("refund", made.statusCode === 204 && made.data === null, made.statusCode);

  const back = await get("cashRefund/eid:node-refund");
  const found = await rows(`SELECT foreigntotal FROM transaction WHERE id = ${back.id}`);
  report(
    "read back",
    back.total === 19.47 && back.taxTotal === 1.48 && found.items[0].foreigntotal === "-19.47",
    [back, found],
  );

  const over = await refusal(
    send("POST", `cashSale/${sale}/%21transform/cashRefund`, {
      item: { items: [{ orderLine: 1, quantity: 4 }] },
    }),
  );
  report("over-refund", over[0] === 400 && over[1]["o:errorCode"] === "USER_ERROR", over);

  const stranger = client({ token_secret: "0".repeat(64) });
  const refused = await refusal(stranger.request({ path: "record/v1/customer" }));
  report(
    "wrong credentials",
    refused[0] === 401 && refused[1]["o:errorCode"] === "INVALID_LOGIN",
    refused,
  );

  const absent = await refusal(get("customer/999999"));
  report("404", absent[0] === 404 && absent[1]["o:errorCode"] === "NONEXISTENT_ID", absent);
}

main().catch((error) => {
  console.error(error.stack, error.response?.body);
  process.exitCode = 1;
});
