// A driver in Node, without any package: it books refunds of a Shopify store in NetSuite.
//
//   ./run try-driver "node --require sandbox/hosting/node/through_proxy.cjs docs/examples/driver.mjs"
//
// One call a line on standard input, one answer a line on standard output (docs/driver.md). It
// offers `retrieve` and `post` of refunds made in the storefront; everything else it says it lacks.
import { createHmac, randomBytes } from "node:crypto";
import { createInterface } from "node:readline";

const env = process.env;
const suitetalk = `https://${env.NETSUITE_ACCOUNT.toLowerCase().replaceAll("_", "-")}.suitetalk.api.netsuite.com`;
const rows = new Map();
let call;

// --- Shopify ------------------------------------------------------------------------------------

const money = "{ presentmentMoney { amount currencyCode } }";
const REFUNDS = `query($search: String!) { orders(first: 2, query: $search) { nodes { id name
  lineItems(first: 50) { nodes { id quantity originalUnitPriceSet ${money}
    taxLines { ratePercentage } } }
  refunds { id
    refundLineItems(first: 50) { nodes { quantity lineItem { id }
      subtotalSet ${money} totalTaxSet ${money} } }
    refundShippingLines(first: 1) { nodes { id } }
    transactions(first: 20) { nodes { kind status amountSet ${money} } } } } } }`;

async function shopify(query, variables) {
  const answer = await fetch(
    `https://${env.SHOPIFY_SHOP}/admin/api/${env.SHOPIFY_API_VERSION}/graphql.json`,
    {
      method: "POST",
      headers: { "content-type": "application/json", "x-shopify-access-token": env.SHOPIFY_TOKEN },
      body: JSON.stringify({ query, variables }),
    },
  );
  const said = await answer.json();
  if (said.errors) throw new Error(`Shopify: ${JSON.stringify(said.errors)}`);
  return said.data;
}

// --- NetSuite: token-based authentication, SuiteQL, records -------------------------------------

const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function signed(method, url) {
  const { origin, pathname, searchParams } = new URL(url);
  const oauth = {
    oauth_consumer_key: env.NETSUITE_CONSUMER_KEY,
    oauth_token: env.NETSUITE_TOKEN_ID,
    oauth_signature_method: "HMAC-SHA256",
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_nonce: randomBytes(12).toString("hex"),
    oauth_version: "1.0",
  };
  const pairs = [...Object.entries(oauth), ...searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  const base = [method, encode(origin + pathname), encode(pairs.join("&"))].join("&");
  const key = `${encode(env.NETSUITE_CONSUMER_SECRET)}&${encode(env.NETSUITE_TOKEN_SECRET)}`;
  oauth.oauth_signature = createHmac("sha256", key).update(base).digest("base64");
  const said = Object.entries({ realm: env.NETSUITE_ACCOUNT, ...oauth });
  return `OAuth ${said.map(([name, value]) => `${name}="${encode(value)}"`).join(", ")}`;
}

async function netsuite(method, path, body) {
  const url = `${suitetalk}/services/rest/${path}`;
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: signed(method, url),
      "content-type": "application/json",
      prefer: "transient",
    },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) {
    const details = JSON.parse(text)["o:errorDetails"] ?? [{ detail: text }];
    throw new Error(details.map((each) => each.detail).join(" "));
  }
  return text ? JSON.parse(text) : {};
}

const suiteql = async (q, ...params) =>
  (await netsuite("POST", "query/v1/suiteql", { q, params })).items;

// --- money in cents, so that nothing is ever rounded by accident --------------------------------

const cents = (set) => Math.round(Number(set.presentmentMoney.amount) * 100);
const amount = (value) => value / 100;
const sum = (values) => values.reduce((total, each) => total + each, 0);

// --- the calls ----------------------------------------------------------------------------------

async function retrieve() {
  if (call.what !== "refund" || call.source !== "storefront") {
    return { ok: false, unsupported: `${call.what} from ${call.source}` };
  }
  const name = call.order.replace(/^#/, "");
  const { orders } = await shopify(REFUNDS, { search: `name:'${name}'` });
  const order = orders.nodes.find((each) => each.name === `#${name}`);
  if (!order?.refunds.length) return { ok: false, message: `There is no refund of #${name}.` };
  for (const refund of order.refunds) {
    const paid = sum(
      refund.transactions.nodes
        .filter((each) => each.kind === "REFUND" && each.status !== "FAILURE")
        .map((each) => cents(each.amountSet)),
    );
    const known = rows.get(refund.id);
    const row = {
      id: refund.id, account: call.account, kind: "refund", source: "storefront",
      order: order.name, state: "known", amount: { amount: (paid / 100).toFixed(2), currency: "USD" },
    }; // prettier-ignore
    rows.set(refund.id, known ?? { row, refund, order, paid });
  }
  return { ok: true, rows: order.refunds.map((each) => rows.get(each.id).row) };
}

async function post() {
  const { row, refund, order, paid } = rows.get(call.row);
  try {
    await book(refund, order, paid);
    row.state = "posted";
    delete row.problem;
  } catch (refused) {
    row.state = "failed";
    row.problem = { sentence: refused.message };
  }
  return { ok: true, rows: [row] };
}

async function book(refund, order, paid) {
  const key = `node_refund_${refund.id.split("/").pop()}`;
  const written = await suiteql("SELECT t.id FROM transaction t WHERE t.externalid = ?", key);
  if (written.length) return; // whoever wrote it and whenever: never twice
  const [sale] = await suiteql(
    "SELECT t.id FROM transaction t WHERE t.type = 'CashSale' AND t.otherrefnum = ? ORDER BY t.id",
    order.name,
  );
  if (!sale) throw new Error(`Order ${order.name} has no cash sale in NetSuite.`);
  const billed = await netsuite("GET", `record/v1/cashSale/${sale.id}?expandSubResources=true`);
  const items = [];
  const details = [];
  let discount = 0;
  order.lineItems.nodes.forEach((line, index) => {
    const number = index + 1; // NetSuite keeps the order of the storefront's lines
    const back = refund.refundLineItems.nodes.filter((each) => each.lineItem.id === line.id);
    const quantity = sum(back.map((each) => each.quantity));
    if (!quantity) return items.push({ orderLine: number, quantity: 0 });
    const gross = quantity * cents(line.originalUnitPriceSet);
    const net = sum(back.map((each) => cents(each.subtotalSet)));
    const reference = `L${number}`;
    discount += gross - net;
    items.push({ orderLine: number, quantity, amount: amount(gross), taxDetailsReference: reference });
    return details.push({
      taxDetailsReference: { id: reference },
      taxBasis: amount(net),
      taxRate: sum(line.taxLines.map((each) => each.ratePercentage)),
      taxAmount: amount(sum(back.map((each) => cents(each.totalTaxSet)))),
    });
  });
  const lines = sum(
    refund.refundLineItems.nodes.map((each) => cents(each.subtotalSet) + cents(each.totalTaxSet)),
  );
  if (lines !== paid || refund.refundShippingLines.nodes.length) {
    throw new Error(`Refund ${key} gives back more than goods; this example books goods only.`);
  }
  await netsuite("POST", `record/v1/cashSale/${sale.id}/!transform/cashRefund`, {
    externalId: key,
    tranDate: call.now.slice(0, 10),
    otherRefNum: order.name,
    shippingCost: 0,
    taxDetailsOverride: true,
    item: { items },
    taxDetails: { items: details },
    ...(discount && { discountItem: { id: billed.discountItem.id }, discountTotal: -amount(discount) }),
  });
}

const status = () => ({ ok: true, rows: [...rows.values()].map((each) => each.row) });
const calls = { retrieve, post, status };

for await (const line of createInterface({ input: process.stdin })) {
  call = JSON.parse(line);
  const work = calls[call.call] ?? (() => ({ ok: false, unsupported: call.call }));
  console.log(JSON.stringify(await work()));
}
