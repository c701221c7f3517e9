// Runs beside npm's @shopify/shopify-api, which knows nothing of this project.
import "@shopify/shopify-api/adapters/node";

import { ApiVersion, GraphqlQueryError, HttpResponseError, shopifyApi } from "@shopify/shopify-api";

const env = process.env;
// The newest version that this release of the client knows.
const VERSION = ApiVersion.April26;

function report(check, passed, seen) {
  console.log(JSON.stringify({ check, passed: Boolean(passed), seen: JSON.stringify(seen) ?? "" }));
}

function clients(token) {
  const shopify = shopifyApi({
    apiKey: env.SHOPIFY_CLIENT_ID,
    apiSecretKey: env.SHOPIFY_CLIENT_SECRET,
    adminApiAccessToken: token,
    apiVersion: VERSION,
    hostName: env.SHOPIFY_SHOP,
    isCustomStoreApp: true,
    isEmbeddedApp: false,
    logger: { log: () => {} },
  });
  const session = shopify.session.customAppSession(env.SHOPIFY_SHOP);
  return {
    rest: new shopify.clients.Rest({ session }),
    graphql: new shopify.clients.Graphql({ session }),
  };
}

const { rest, graphql } = clients(env.SHOPIFY_TOKEN);

async function refusal(call) {
  try {
    return [200, await call];
  } catch (error) {
    if (error instanceof HttpResponseError) return [error.response.code, error.response.body];
    if (error instanceof GraphqlQueryError) return [error.response?.code ?? 0, error.body];
    throw error;
  }
}

const shop = (await rest.get({ path: "shop" })).body.shop;
report("authenticate", shop.myshopify_domain === env.SHOPIFY_SHOP && shop.currency === "USD", shop);

const names = [];
let pages = 0;
let query = { limit: "5", status: "any" };
while (query) {
  const page = await rest.get({ path: "orders", query });
  pages += 1;
  names.push(...page.body.orders.map((order) => order.name));
  query = page.pageInfo?.nextPage?.query;
}
const { count } = (await rest.get({ path: "orders/count", query: { status: "any" } })).body;
report(
  "page",
  count > 12 && new Set(names).size === count && names.length === count &&
    pages === Math.ceil(count / 5),
  [pages, count, names],
);

const newest = names.reduce((one, two) => (Number(one.slice(1)) > Number(two.slice(1)) ? one : two));
const order = (await rest.get({ path: "orders", query: { name: newest, status: "any" } })).body
  .orders[0];
const read = await graphql.request(
  `query ($id: ID!) { order(id: $id) { name totalPriceSet { shopMoney { amount currencyCode } } } }`,
  { variables: { id: order.admin_graphql_api_id } },
);
report(
  "read",
  order.total_price === "127.82" && order.total_tax === "9.75" &&
    order.line_items[0].tax_lines[0].price === "4.45" &&
    read.data.order.totalPriceSet.shopMoney.amount === "127.82",
  [order, read],
);

const tee = [{ line_item_id: order.line_items[0].id, quantity: 1, restock_type: "no_restock" }];
const calculated = (
  await rest.post({
    path: `orders/${order.id}/refunds/calculate`,
    data: { refund: { refund_line_items: tee } },
  })
).body.refund.transactions[0];
const saved = (
  await rest.post({
    path: `orders/${order.id}/refunds`,
    data: {
      refund: {
        note: "one tee",
        refund_line_items: tee,
        transactions: [
          {
            parent_id: calculated.parent_id,
            amount: calculated.amount,
            kind: "refund",
            gateway: calculated.gateway,
          },
        ],
      },
    },
  })
).body.refund;
report("refund", calculated.amount === "19.47" && saved.id > 0, [calculated, saved]);

const refunds = (await rest.get({ path: `orders/${order.id}/refunds` })).body.refunds;
const again = (await rest.get({ path: `orders/${order.id}` })).body.order;
report(
  "read back",
  refunds.length === 1 && refunds[0].transactions[0].amount === "19.47" &&
    again.financial_status === "partially_refunded" && again.current_total_price === "108.35",
  [refunds, again],
);

const over = await graphql.request(
  `mutation ($input: RefundInput!, $key: String!) {
     refundCreate(input: $input) @idempotent(key: $key) {
       refund { id } userErrors { field message } } }`,
  {
    variables: {
      key: "node-over-refund",
      input: {
        orderId: order.admin_graphql_api_id,
        transactions: [
          {
            orderId: order.admin_graphql_api_id,
            parentId: `gid://shopify/OrderTransaction/${calculated.parent_id}`,
            gateway: calculated.gateway,
            kind: "REFUND",
            amount: "108.36",
          },
        ],
      },
    },
  },
);
report(
  "over-refund",
  over.data.refundCreate.refund === null &&
    over.data.refundCreate.userErrors[0].message ===
      "Refund amount $108.36 is greater than net payment received $108.35",
  over,
);

const stranger = clients("shpat_00000000000000000000000000000000");
const refused = await refusal(stranger.rest.get({ path: "shop" }));
report("wrong credentials", refused[0] === 401, refused);

const absent = await refusal(rest.get({ path: "orders/1" }));
report("404", absent[0] === 404 && absent[1].errors === "Not Found", absent);
