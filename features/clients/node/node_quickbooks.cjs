// Runs beside npm's node-quickbooks and intuit-oauth, which know nothing of this project.
"use strict";

const OAuthClient = require("intuit-oauth");
const QuickBooks = require("node-quickbooks");

const env = process.env;
const W1 = [["TEE-BLK", 3, 19.99], ["MUG-WHT", 1, 12.49], ["CAP-RED", 2, 24.95]];

function report(check, passed, seen) {
  const text = typeof seen === "string" ? seen : JSON.stringify(seen);
  console.log(JSON.stringify({ check, passed: Boolean(passed), seen: String(text) }));
}

function company(token, refreshToken) {
  return new QuickBooks(env.QBO_CLIENT_ID, env.QBO_CLIENT_SECRET, token, false, env.QBO_REALM_ID,
    false, false, 75, "2.0", refreshToken);
}

function call(books, method, ...values) {
  return new Promise((resolve, reject) => {
    books[method](...values, (refusal, answer) => (refusal ? reject(refusal) : resolve(answer)));
  });
}

// What a call that must be refused says: its status and its first error.
async function refusal(promise) {
  try {
    return [200, await promise];
  } catch (error) {
    const fault = error.response?.data?.Fault ?? error.response?.data?.fault ?? error.Fault;
    return [error.response?.status ?? 0, (fault?.Error ?? fault?.error ?? [{}])[0]];
  }
}

function goods(item, count, price) {
  return {
    Amount: Math.round(count * price * 100) / 100,
    DetailType: "SalesItemLineDetail",
    SalesItemLineDetail: {
      ItemRef: { value: item }, Qty: count, UnitPrice: price, TaxCodeRef: { value: "TAX" },
    },
  };
}

const shipping = {
  Amount: 7.95,
  DetailType: "SalesItemLineDetail",
  SalesItemLineDetail: { ItemRef: { value: "SHIPPING_ITEM_ID" } },
};

function cents(account) {
  return Math.round(account.CurrentBalance * 100);
}

function discount(amount) {
  return {
    Amount: amount,
    DetailType: "DiscountLineDetail",
    DiscountLineDetail: { PercentBased: false },
  };
}

async function main() {
  const oauth = new OAuthClient({
    clientId: env.QBO_CLIENT_ID,
    clientSecret: env.QBO_CLIENT_SECRET,
    environment: env.QBO_ENVIRONMENT,
    redirectUri: "https://connector.example.com/callback",
  });
  const fresh = (await oauth.refreshUsingToken(env.QBO_REFRESH_TOKEN)).getJson();
  const books = company(fresh.access_token, fresh.refresh_token);
  const renewed = await call(books, "refreshAccessToken");
  const info = await call(books, "getCompanyInfo", env.QBO_REALM_ID);
  report(
    "authenticate",
    info.CompanyName === "Acme Outdoor" && fresh.expires_in === 3600 &&
      renewed.token_type === "bearer",
    info,
  );

  const pages = [];
  for (let offset = 1; ; offset += 2) {
    const found = await call(books, "findItems", { limit: 2, offset, asc: "Name" });
    const page = found.QueryResponse.Item ?? [];
    pages.push(page.map((item) => item.Name));
    if (page.length < 2) break;
  }
  const counted = await call(books, "findItems", { count: true });
  const all = await call(books, "findItems", { fetchAll: true, limit: 2, asc: "Name" });
  const names = pages.flat();
  report(
    "page",
    new Set(names).size === names.length && pages.length > 2 &&
      counted.QueryResponse.totalCount === names.length &&
      JSON.stringify(all.QueryResponse.Item.map((item) => item.Name)) === JSON.stringify(names),
    [pages, counted],
  );
  const items = Object.fromEntries(all.QueryResponse.Item.map((item) => [item.Name, item.Id]));

  const before = await call(books, "getAccount", "4");
  const customer = await call(books, "createCustomer", {
    DisplayName: "Node O'Roe",
    PrimaryEmailAddr: { Address: "node@example.com" },
  });
  const form = (number) => ({
    DocNumber: number,
    CustomerRef: { value: customer.Id },
    Line: [...W1.map(([sku, count, price]) => goods(items[sku], count, price)), shipping,
      discount(12.24)],
    TxnTaxDetail: { TotalTax: 9.75 },
  });
  const sale = await call(books, "createSalesReceipt", form("CLIENT-7"));
  const query = [{ field: "DocNumber", value: "CLIENT-7", operator: "=" }];
  const [read] = (await call(books, "findSalesReceipts", query)).QueryResponse.SalesReceipt;
  report(
    "read",
    read.Id === sale.Id && read.TotalAmt === 127.82 && read.TxnTaxDetail.TotalTax === 9.75 &&
      JSON.stringify(read.Line.slice(0, 3).map((line) => line.Amount)) === "[59.97,12.49,49.9]",
    read,
  );

  const given = () => ({
    DocNumber: "CLIENT-7",
    CustomerRef: { value: customer.Id },
    DepositToAccountRef: { value: "4" },
    Line: [goods(items["TEE-BLK"], 1, 19.99), discount(2)],
    TxnTaxDetail: { TotalTax: 1.48 },
    requestId: "node-refund-7",
  });
  const refund = await call(books, "createRefundReceipt", given());
  const again = await call(books, "createRefundReceipt", given());
  report("refund", refund.Id !== sale.Id && again.Id === refund.Id, [refund, again]);

  const back = await call(books, "getRefundReceipt", refund.Id);
  const money = await call(books, "getAccount", "4");
  const yesterday = new Date(Date.now() - 86_400_000);
  const changed = await call(books, "changeDataCapture", ["RefundReceipt"], yesterday);
  const [told] = changed.CDCResponse[0].QueryResponse[0].RefundReceipt;
  report(
    "read back",
    back.TotalAmt === 19.47 && back.TxnTaxDetail.TotalTax === 1.48 && told.Id === refund.Id &&
      cents(money) - cents(before) === 10835,
    [back, before, money],
  );

  // A refund receipt is compared with no sale; what has a limit is a payment of an invoice.
  const invoice = await call(books, "createInvoice", form("CLIENT-8"));
  const over = await refusal(call(books, "createPayment", {
    CustomerRef: { value: customer.Id },
    TotalAmt: 127.83,
    Line: [{ Amount: 127.83, LinkedTxn: [{ TxnId: invoice.Id, TxnType: "Invoice" }] }],
  }));
  const unpaid = await call(books, "getInvoice", invoice.Id);
  report(
    "over-refund",
    over[0] === 400 && over[1].code === "6000" && unpaid.Balance === 127.82,
    over,
  );

  const stranger = await refusal(call(company("guessed", "RT1-guessed"), "getAccount", "4"));
  report("wrong credentials", stranger[0] === 401 && stranger[1].code === "3200", stranger);

  const absent = await refusal(call(books, "getCustomer", "999999"));
  report(
    "404",
    absent[0] === 400 && absent[1].code === "610" && absent[1].Message === "Object Not Found",
    absent,
  );
}

main().catch((error) => {
  console.error(error.stack, JSON.stringify(error.response?.data ?? error));
  process.exitCode = 1;
});
