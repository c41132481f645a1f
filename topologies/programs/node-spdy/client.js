// A client on node-spdy's transport: fetches $FLOWLAB_URL through $FLOWLAB_PROXY as $FLOWLAB_FLOW says: TLS to the proxy,
// SPDY/3.1 or HTTP/1.1 in it; for https URLs a tunnel, TLS in it, and again SPDY/3.1 or HTTP/1.1.
'use strict'
const { library } = require('./library')
const crypto = require('crypto')
const fs = require('fs')
const http = require('http')
const net = require('net')
const tls = require('tls')
const transport = library('spdy-transport')

const { FLOWLAB_URL, FLOWLAB_PROXY, FLOWLAB_FLOW, FLOWLAB_TLS, FLOWLAB_CA } = process.env
const url = new URL(FLOWLAB_URL)
const secure = url.protocol === 'https:'
const port = Number(url.port) || (secure ? 443 : 80)
const ca = fs.readFileSync(FLOWLAB_CA)

/** TLS to `host` over an open connection; tells what was negotiated. */
function shake (connection, host, spdy) {
  return new Promise((resolve, reject) => {
    const session = tls.connect({
      socket: connection,
      servername: host,
      ca,
      minVersion: `TLSv${FLOWLAB_TLS}`,
      maxVersion: `TLSv${FLOWLAB_TLS}`,
      ALPNProtocols: spdy ? ['spdy/3.1', 'http/1.1'] : ['http/1.1']
    })
    session.on('error', reject)
    session.on('secureConnect', () => resolve(session))
  })
}

function spdyOn (socket) {
  const session = transport.connection.create(socket, { protocol: 'spdy', isServer: false })
  session.on('error', fail)
  session.start(3.1)
  return session
}

/** A request on a stream of its own; resolves to status and stream. */
function ask (session, method, path, host) {
  return new Promise((resolve, reject) => {
    const stream = session.request({ method, path, host, headers: { accept: '*/*' } })
    stream.on('error', reject)
    stream.on('response', (status, headers) => resolve({ status: parseInt(headers[':status'], 10), body: stream }))
  })
}

function askHttp1 (socket, method, path, host) {
  return new Promise((resolve, reject) => {
    const request = http.request({ method, path, headers: { host }, createConnection: () => socket })
    request.on('error', reject)
    request.on('response', answer => resolve({ status: answer.statusCode, body: answer }))
    request.on('connect', answer => resolve({ status: answer.statusCode, body: socket }))
    request.end()
  })
}

function askOn (socket, ...request) {
  return socket.alpnProtocol === 'spdy/3.1' ? ask(spdyOn(socket), ...request) : askHttp1(socket, ...request)
}

async function main () {
  const proxy = FLOWLAB_PROXY && new URL(FLOWLAB_PROXY)
  const first = proxy ? { host: proxy.hostname, port: Number(proxy.port) || 443 } : { host: url.hostname, port }
  const tcp = net.connect({ ...first, noDelay: true })
  let socket = await shake(tcp, first.host, FLOWLAB_FLOW.startsWith('spdy-proxy.'))
  if (proxy && secure) {
    const authority = `${url.hostname}:${port}`
    const tunnel = await askOn(socket, 'CONNECT', authority, authority)
    if (tunnel.status !== 200) throw new Error(`CONNECT ${authority}: ${tunnel.status}`)
    socket = await shake(tunnel.body, url.hostname, FLOWLAB_FLOW.endsWith('.https-spdy'))
  }
  const answer = await askOn(socket, 'GET', proxy && !secure ? url.href : url.pathname + url.search, url.host)
  const hash = crypto.createHash('sha256')
  let bytes = 0
  for await (const chunk of answer.body) {
    hash.update(chunk)
    bytes += chunk.length
  }
  console.log(`${answer.status} ${bytes} bytes, SHA-256 ${hash.digest('hex')}`)
  process.exit(answer.status === 200 ? 0 : 1)
}

function fail (error) {
  console.error(error)
  process.exit(1)
}
main().catch(fail)
