// A client on node-spdy's transport that makes a SPDY proxy work: many streams at once, bodies larger than every window
// in both directions, a reader that stops, half-closed tunnels, resets, refusals, PING and GOAWAY. What arrives is
// compared byte by byte. Prints a line for each part; its exit status is 0 where all went well.
//
// $FLOWLAB_PROXY and $FLOWLAB_CA are the lab's; the origin is called $ORIGIN, else "origin".
'use strict'
const assert = require('assert')
const crypto = require('crypto')
const fs = require('fs')
const tls = require('tls')
const transport = require('spdy-transport')

const ORIGIN = process.env.ORIGIN || 'origin'
const PATIENCE_MS = 40000
const MIB = 1 << 20
const ca = fs.readFileSync(process.env.FLOWLAB_CA)
const proxy = new URL(process.env.FLOWLAB_PROXY)

/** What origins send as /bytes/N. */
function filling (length) {
  return Buffer.alloc(length, 'abcdefghijklmnopqrstuvwxyz0123456789\n')
}

function shake (options) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ ca, ALPNProtocols: ['spdy/3.1'], ...options })
    socket.on('error', reject)
    socket.on('secureConnect', () => {
      assert.strictEqual(socket.alpnProtocol, 'spdy/3.1')
      socket.setNoDelay(true)
      resolve(socket)
    })
  })
}

async function sessionOn (options) {
  const session = transport.connection.create(await shake(options), { protocol: 'spdy', isServer: false })
  session.start(3.1)
  return session
}

const toProxy = () => sessionOn({ host: proxy.hostname, port: Number(proxy.port) || 443, servername: proxy.hostname })

/** A request on a stream of its own; resolves to status and stream when the answer begins. */
function ask (session, method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = body ? { 'content-length': String(body.length) } : {}
    const stream = session.request({ method, path, host: ORIGIN, headers })
    stream.on('error', reject)
    stream.on('response', (status, all) => resolve({ status: parseInt(all[':status'], 10), stream }))
    if (body) stream.end(body)
  })
}

async function read (stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function get (session, path, length) {
  const { status, stream } = await ask(session, 'GET', path)
  const body = await read(stream)
  assert.strictEqual(status, 200, `${path}: ${status}: ${body.subarray(0, 200)}`)
  assert.strictEqual(body.length, length)
  assert(body.equals(filling(length)), `${path}: other bytes than were sent`)
}

async function connect (session, port) {
  const { status, stream } = await ask(session, 'CONNECT', `${ORIGIN}:${port}`)
  assert.strictEqual(status, 200)
  return stream
}

/** A SPDY session with the origin, in TLS, in a tunnel. */
async function throughTunnel (session) {
  return sessionOn({ socket: await connect(session, 443), servername: ORIGIN })
}

const parts = {
  async 'one large body, as the proxy fetches it' (session) {
    await get(session, `http://${ORIGIN}/bytes/${6 * MIB}`, 6 * MIB)
  },

  async '80 streams at once' (session) {
    await Promise.all([...Array(80).keys()].map(i => get(session, `http://${ORIGIN}/bytes/${50000 + i}`, 50000 + i)))
  },

  async 'a large body in a tunnel' (session) {
    const origin = await throughTunnel(session)
    await get(origin, `/bytes/${6 * MIB}`, 6 * MIB)
    await get(origin, '/bytes/1', 1)
  },

  async 'a large body to the origin and back, in a tunnel' (session) {
    const sent = crypto.randomBytes(5 * MIB)
    const { status, stream } = await ask(await throughTunnel(session), 'POST', '/echo', sent)
    assert.strictEqual(status, 200)
    assert((await read(stream)).equals(sent))
  },

  async 'a large body to the origin and back, as the proxy passes it on' (session) {
    const sent = crypto.randomBytes(5 * MIB)
    const { status, stream } = await ask(session, 'POST', `http://${ORIGIN}/echo`, sent)
    assert.strictEqual(status, 200)
    assert((await read(stream)).equals(sent))
  },

  async 'tunnels side by side' (session) {
    await Promise.all([...Array(8).keys()].map(async () => {
      await get(await throughTunnel(session), `/bytes/${MIB}`, MIB)
    }))
  },

  async 'a reader that stops holds up no other' (session) {
    const { stream } = await ask(session, 'GET', `http://${ORIGIN}/bytes/${6 * MIB}`)
    await get(session, `http://${ORIGIN}/bytes/${2 * MIB}`, 2 * MIB)
    assert.strictEqual((await read(stream)).length, 6 * MIB)
  },

  async 'a tunnel that the client half-closes' (session) {
    const tunnel = await connect(session, 80)
    tunnel.end(`GET /bytes/300000 HTTP/1.1\r\nHost: ${ORIGIN}\r\nConnection: close\r\n\r\n`)
    const answer = await read(tunnel)
    assert(answer.subarray(0, 15).equals(Buffer.from('HTTP/1.1 200 OK')))
    assert(answer.subarray(-300000).equals(filling(300000)))
  },

  async 'a stream that is reset' (session) {
    const { stream } = await ask(session, 'GET', `http://${ORIGIN}/bytes/${6 * MIB}`)
    await new Promise(resolve => stream.once('data', resolve))
    stream.abort()
    await get(session, `http://${ORIGIN}/bytes/1000`, 1000)
  },

  async 'tunnels that are reset' (session) {
    for (let i = 0; i < 20; i++) (await connect(session, 443)).abort()
    await get(session, `http://${ORIGIN}/bytes/1000`, 1000)
  },

  async 'a CONNECT that is refused' (session) {
    const { status, stream } = await ask(session, 'CONNECT', `${ORIGIN}:9`)
    assert(status >= 400, `status ${status}`)
    stream.resume()
    await get(session, `http://${ORIGIN}/bytes/1000`, 1000)
  },

  async 'PING' (session) {
    await new Promise(resolve => session.ping(resolve))
  },

  async 'GOAWAY while a stream is open' (session) {
    const { stream } = await ask(session, 'GET', `http://${ORIGIN}/bytes/${2 * MIB}`)
    const closed = new Promise(resolve => session.on('close', resolve))
    session.end()
    assert.strictEqual((await read(stream)).length, 2 * MIB)
    await closed
  }
}

async function main () {
  const only = process.argv.slice(2)
  for (const [name, part] of Object.entries(parts)) {
    if (only.length > 0 && !only.some(word => name.includes(word))) continue
    const begin = Date.now()
    const late = setTimeout(() => fail(new Error(`${name}: not done after ${PATIENCE_MS} ms`)), PATIENCE_MS)
    const session = await toProxy()
    session.on('error', error => console.log(`${name}: session: ${error.message}`))
    try {
      await part(session)
    } catch (error) {
      error.message = `${name}: ${error.message}`
      throw error
    }
    session.socket.destroy()
    clearTimeout(late)
    console.log(`${name}: ${Date.now() - begin} ms`)
  }
  process.exit(0)
}

function fail (error) {
  console.error(error.stack)
  process.exit(1)
}
process.on('unhandledRejection', fail)
main().catch(fail)
