// An HTTPS proxy on node-spdy's transport: CONNECT and absolute http URLs, over SPDY/3.1 where it is negotiated and over
// HTTP/1.1 otherwise. Listens where $PORT says, else on 443.
'use strict'
const { library } = require('./library')
const fs = require('fs')
const http = require('http')
const net = require('net')
const tls = require('tls')
const transport = library('spdy-transport')

const quietly = () => {}

/** Connects to `host:port` and relays; `established` answers the CONNECT. */
function tunnel (authority, end, established, refused) {
  const colon = authority.lastIndexOf(':')
  const origin = net.connect({ host: authority.slice(0, colon), port: Number(authority.slice(colon + 1)), allowHalfOpen: true })
  let connected = false
  origin.setNoDelay(true)
  origin.on('connect', () => {
    connected = true
    established()
    origin.pipe(end)
    end.pipe(origin)
  })
  origin.on('error', () => connected ? end.destroy() : refused())
  end.on('error', () => origin.destroy())
  end.on('close', () => origin.destroy())
}

/** Asks the origin for an absolute URL. */
function forward (method, url, headers, body, answered, refused) {
  const request = http.request(url, { method, headers, agent: false }, answered)
  request.on('error', refused)
  body.pipe(request)
}

function endToEnd (headers) {
  const kept = {}
  for (const [name, value] of Object.entries(headers)) {
    if (!/^(:.*|connection|keep-alive|proxy-connection|transfer-encoding)$/.test(name)) kept[name] = value
  }
  return kept
}

function onStream (stream) {
  stream.on('error', quietly)
  const refuse = () => { stream.respond(502, {}); stream.end() }
  if (stream.method === 'CONNECT') {
    tunnel(stream.path, stream, () => stream.respond(200, {}), refuse)
  } else {
    forward(stream.method, stream.path, endToEnd(stream.headers), stream, response => {
      stream.respond(response.statusCode, endToEnd(response.headers))
      response.pipe(stream)
    }, refuse)
  }
}

const http1 = http.createServer((request, response) => {
  forward(request.method, request.url, endToEnd(request.headers), request, answer => {
    response.writeHead(answer.statusCode, endToEnd(answer.headers))
    answer.pipe(response)
  }, () => response.writeHead(502).end())
})
http1.on('connect', (request, socket) => {
  tunnel(request.url, socket,
    () => socket.write('HTTP/1.1 200 Connection Established\r\n\r\n'),
    () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
})

const files = { cert: fs.readFileSync(process.env.FLOWLAB_CERT), key: fs.readFileSync(process.env.FLOWLAB_KEY) }
tls.createServer({ ...files, ALPNProtocols: ['spdy/3.1', 'http/1.1'], allowHalfOpen: true }, socket => {
  socket.on('error', quietly)
  socket.setNoDelay(true)
  if (socket.alpnProtocol !== 'spdy/3.1') {
    http1.emit('connection', socket)
    return
  }
  const session = transport.connection.create(socket, { protocol: 'spdy', isServer: true })
  session.on('error', () => socket.destroy())
  session.on('stream', onStream)
  session.start(3.1)
}).listen(process.env.PORT || 443)
