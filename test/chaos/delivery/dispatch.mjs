// Delivers the alerts of the database at argv[2] to webhooks below the address argv[3], one for each argument from argv[5] on.
// argv[4] goes along as the header `life`.
import { systemClock } from '../../../dist/src/app/process/system-clock.js'
import { Secret } from '../../../dist/src/core/index.js'
import { createChannels, createDispatcher } from '../../../dist/src/notify/index.js'
import { openStore } from '../../../dist/src/store/index.js'

const [path, address, life, ...names] = process.argv.slice(2)
const log = { debug() {}, info() {}, warn() {}, error() {} }
const clock = systemClock()
const store = await openStore({ path, log, clock })
const webhooks = names.map((name) => {
  const url = new Secret('ALERT_WEBHOOK', `${address}/${name}`)
  return { kind: 'webhook', name, mode: 'always', url }
})
const channels = createChannels(webhooks, {
  fetch: (url, init) => fetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), life } }),
})
// Short leases: what a killed process was sending is due again soon.
const times = { send: 1_000, lease: 1_500, poll: 50, grace: 500 }
createDispatcher({ outbox: store.outbox, channels, clock, random: Math.random, log, times }).start()
