// An origin on node-spdy: SPDY/3.1 where it is negotiated, HTTP/1.1 otherwise, both with TLS and, on port 80, without.
// GET /bytes/N is answered with N bytes; POST and PUT with what came. Listens where $PORT and $PLAIN_PORT say, else on
// 443 and 80.
'use strict'
const { library } = require('./library')
const fs = require('fs')
const http = require('http')
const spdy = library('spdy')

function answer (request, response) {
  const bytes = /^\/bytes\/(\d{1,9})$/.exec(request.url)
  if (request.method === 'POST' || request.method === 'PUT') {
    response.writeHead(200, { 'content-type': 'application/octet-stream' })
    request.pipe(response)
  } else if (bytes) {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes[1] })
    response.end(Buffer.alloc(Number(bytes[1]), 'abcdefghijklmnopqrstuvwxyz0123456789\n'))
  } else {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 6 })
    response.end('hello\n')
  }
}

const files = { cert: fs.readFileSync(process.env.FLOWLAB_CERT), key: fs.readFileSync(process.env.FLOWLAB_KEY) }
spdy.createServer({ ...files, spdy: { protocols: ['spdy/3.1', 'http/1.1'] } }, answer).listen(process.env.PORT || 443)
http.createServer(answer).listen(process.env.PLAIN_PORT || 80)
