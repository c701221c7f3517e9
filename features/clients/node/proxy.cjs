// Loaded before a client: sends its HTTPS through HTTPS_PROXY, which Node does not do by itself.
// Clients of Node's fetch go by the dispatcher, those of its https module by the global agent.
"use strict";

const https = require("node:https");
const { HttpsProxyAgent } = require("https-proxy-agent");
const { EnvHttpProxyAgent, setGlobalDispatcher } = require("undici");

setGlobalDispatcher(new EnvHttpProxyAgent());
https.globalAgent = new HttpsProxyAgent(process.env.HTTPS_PROXY);
