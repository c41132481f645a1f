// What these programs are built on, if it was fetched.
'use strict'

exports.library = name => {
  try {
    return require(name)
  } catch (e) {
    if (e.code !== 'MODULE_NOT_FOUND') throw e
    console.error(`${name} is not there yet: npm ci --prefix topologies/programs/node-spdy`)
    process.exit(1)
  }
}
