import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// What the benchmark watches: answers at once, breaks on a word of its parent, and counts the alerts it receives.
let isDown = false
let isHanging = false
let alerts = 0

const server = createServer((request, response) => {
  if (request.method === 'POST') {
    alerts += 1
    request.resume()
    response.end()
    return
  }
  if (isHanging) return
  response.writeHead(isDown ? 500 : 200, { 'content-type': 'application/json' })
  response.end(isDown ? '{"type":"error","error":{"type":"api_error","message":"down"}}' : '{"ok":true}')
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

process.on('message', (message: { readonly down?: boolean; readonly hanging?: boolean }) => {
  if (message.hanging !== undefined) isHanging = message.hanging
  if (message.down !== undefined) isDown = message.down
  process.send?.({ alerts })
})
process.on('disconnect', () => process.exit())
