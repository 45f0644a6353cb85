// Records runs at argv[2] until it is killed, and says on stdout what was committed.
import { openStore } from '../../../dist/src/store/index.js'

const [path, location, mode] = process.argv.slice(2)
const log = { debug() {}, info() {}, warn() {}, error() {} }
const store = await openStore({ path, log, clock: { now: () => Date.now() } })
const say = (text) => process.stdout.write(`${text}\n`)

const evidence = { reasons: ['it failed'], runs: [], numbers: {} }
const ref = { target: 'sandbox', surface: 'login', probe: 'login' }
const base = Number(process.env.FIRST_SLOT)
say('open')
for (let slot = base; mode !== 'slots' || slot < base + 60; slot += 1) {
  const request = { ...ref, location, trigger: 'schedule', scheduledAt: slot, evidence: false }
  const id = await store.transaction((tx) => tx.claimRun(request, slot + 5))
  say(id === undefined ? `taken ${slot}` : `claimed ${slot}`)
  if (id === undefined) continue
  await store.transaction((tx) => record(tx, id, slot))
  say(`committed ${slot}`)
}
await store.close()

/** Run, verdict and alert, as the product does it in one transaction. */
async function record(tx, id, slot) {
  const step = (name, index) => ({
    ...{ name, outcome: 'passed', startedAt: slot + 5 + index, durationMs: 1, statuses: { 200: 3 } },
    measures: { ttft_ms: slot % 100 },
  })
  const steps = ['a', 'b', 'c', 'd', 'e'].map(step)
  await tx.finishRun(id, {
    ...ref,
    location,
    trigger: 'schedule',
    scheduledAt: slot,
    startedAt: slot + 5,
    durationMs: 9,
    outcome: 'passed',
    steps,
  })
  const { memory } = await tx.judgeMemory('sandbox')
  await tx.saveJudgeMemory('sandbox', memory, { ...memory, time: { now: slot, activeMs: 0 } })
  const transition = {
    target: 'sandbox',
    surface: 'login',
    at: slot,
    from: 'unknown',
    to: 'operational',
    since: slot,
    evidence,
  }
  await tx.applyChanges('sandbox', id, { transitions: [transition], notices: [] })
  if (mode === 'stuck') {
    say('inside')
    await new Promise((resolve) => setTimeout(resolve, 60_000))
  }
  const alert = {
    key: `alert ${slot}`,
    kind: 'opened',
    target: 'sandbox',
    at: slot,
    headline: 'x',
    lines: [],
    surfaces: [],
    links: [],
  }
  await tx.saveAlerts([{ alert, channels: ['slack'] }], slot)
}
