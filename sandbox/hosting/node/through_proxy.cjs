// Loaded before a program (node --require): sends its HTTPS through HTTPS_PROXY, which Node does
// not do by itself. It needs no package. Clients of fetch and of the https module both end in
// tls.connect; a connection to port 443 of another machine gets a tunnel there.
//
// Left alone: a client that brings its own socket (it knows a proxy already), other ports, this
// machine, and what NO_PROXY names.
"use strict";

const net = require("node:net");
const tls = require("node:tls");
const { Duplex } = require("node:stream");

const address = process.env.HTTPS_PROXY || process.env.https_proxy;
if (address) {
  const proxy = new URL(address);
  const direct = tls.connect;
  tls.connect = function connect(...args) {
    const { options, listener } = read(args);
    const host = options.host || options.hostname || "localhost";
    if (options.socket || options.path || Number(options.port) !== 443 || isDirect(host)) {
      return direct.apply(this, args);
    }
    const socket = new Tunnel(proxy, host, options.port);
    const servername = options.servername || (net.isIP(host) ? "" : host);
    const secure = direct({ ...options, socket, servername }, listener);
    // As a socket of its own would: what breaks the tunnel is the connection's error.
    socket.on("error", (error) => secure.destroy(error));
    secure.on("close", () => socket.destroy());
    for (const name of ["ref", "unref", "setKeepAlive", "setNoDelay"]) {
      const own = secure[name].bind(secure);
      secure[name] = (...given) => {
        socket.socket[name](...given);
        own(...given);
        return secure;
      };
    }
    return secure;
  };
}

// tls.connect(options), (port, options), (port, host, options), each with a listener.
function read(args) {
  const rest = [...args];
  const listener = typeof rest.at(-1) === "function" ? rest.pop() : undefined;
  const last = rest.at(-1);
  const options = { ...(last !== null && typeof last === "object" ? last : {}) };
  if (typeof rest[0] !== "object" && rest[0] !== undefined) options.port = rest[0];
  if (typeof rest[1] === "string") options.host = rest[1];
  return { options, listener };
}

function isDirect(host) {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  if (name === "localhost" || name === "::1" || /^127\./.test(name)) return true;
  const named = (process.env.NO_PROXY || process.env.no_proxy || "").toLowerCase().split(/[\s,]+/);
  return named.some((each) => {
    const tail = each.replace(/^\*?\./, "");
    return each === "*" || (tail !== "" && (name === tail || name.endsWith(`.${tail}`)));
  });
}

// A connection through the proxy; what is written before the tunnel stands waits.
class Tunnel extends Duplex {
  constructor(proxy, host, port) {
    super();
    this.waiting = [];
    this.answer = Buffer.alloc(0);
    this.stands = false;
    this.socket = net.connect(Number(proxy.port || 80), proxy.hostname.replace(/^\[|\]$/g, ""));
    this.socket.on("connect", () => this.socket.write(request(proxy, host, port)));
    this.socket.on("data", (data) => (this.stands ? this.give(data) : this.listen(data)));
    this.socket.on("end", () => this.push(null));
    this.socket.on("error", (error) => this.destroy(error));
    this.socket.on("close", () => this.destroy());
  }

  listen(data) {
    this.answer = Buffer.concat([this.answer, data]);
    const end = this.answer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const status = this.answer.toString("latin1").split(" ", 2)[1];
    if (status !== "200") {
      this.socket.once("end", () => this.destroy(new Error(this.answer.toString("latin1").trim())));
      return;
    }
    this.stands = true;
    const more = this.answer.subarray(end + 4);
    if (more.length > 0) this.give(more);
    for (const [chunk, done] of this.waiting.splice(0)) this.socket.write(chunk, done);
  }

  give(data) {
    if (!this.push(data)) this.socket.pause();
  }

  _read() {
    this.socket.resume();
  }

  _write(chunk, _encoding, done) {
    if (this.stands) this.socket.write(chunk, done);
    else this.waiting.push([chunk, done]);
  }

  _final(done) {
    this.socket.end(done);
  }

  _destroy(error, done) {
    this.socket.destroy();
    done(error);
  }
}

function request(proxy, host, port) {
  const place = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
  const lines = [`CONNECT ${place} HTTP/1.1`, `Host: ${place}`];
  if (proxy.username) {
    const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    lines.push(`Proxy-Authorization: Basic ${Buffer.from(pair).toString("base64")}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}
