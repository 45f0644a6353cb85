import { describe, expect, it } from 'vitest'
import { MINUTE, Secret } from '../../../src/core/index.ts'
import { deadManChecks, type PingRecord } from '../../../src/setup/doctor/dead-man.ts'
import { runChecks } from '../../../src/setup/doctor/run-checks.ts'

const NOW = Date.UTC(2026, 10, 23, 9)
const DEAD_MAN = { url: new Secret('DEAD_MAN_URL', 'https://hc.example.org/ping/1') }

describe('the check of the dead-man switch', () => {
  const findings = (pings: PingRecord | undefined, deadMan: typeof DEAD_MAN | undefined = DEAD_MAN) =>
    runChecks(deadManChecks(deadMan, { readPings: () => pings, now: () => NOW }))

  it('passes while the worker pings it', async () => {
    expect(await findings({})).toEqual([{ check: 'dead-man switch', level: 'ok', text: 'the worker pings it' }])
  })

  it('fails with since when and why, and names the variable but not the address', async () => {
    const [finding] = await findings({ failure: { since: NOW - 5 * MINUTE, why: 'it answered HTTP 404' } })
    expect(finding).toMatchObject({ level: 'fail', text: 'not pinged for 5 min: it answered HTTP 404' })
    expect(finding?.todo).toContain('DEAD_MAN_URL')
    expect(JSON.stringify(finding)).not.toContain('hc.example.org')
  })

  it('reports that nothing pings it where no worker runs, and is omitted where none is configured', async () => {
    expect(await findings(undefined)).toMatchObject([{ level: 'warn', todo: 'Start the worker: doorwatch start' }])
    expect(deadManChecks(undefined, { readPings: () => ({}), now: () => NOW })).toEqual([])
  })
})
