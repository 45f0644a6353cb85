import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, machineTimezone, SECOND, SILENT, timeAndDay } from '../../../src/core/index.ts'
import { openStore, type Store } from '../../../src/store/index.ts'
import { applyVerdict, incidentOf, verdictOf } from '../../store/kit.ts'
import { command } from '../../support/command.ts'
import { newFolder } from '../../support/folder.ts'

const at = Math.floor(Date.now() / SECOND) * SECOND - 2 * HOUR
const OPEN = 'claude-20260302-114503'
const OVER = 'sandbox-20260301-080000'

describe('doorwatch ack', () => {
  let folder: string
  let environment: Record<string, string>

  async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const store = await openStore({
      ...{ path: environment.DOORWATCH_DB ?? '', log: SILENT, clock: { now: () => Date.now() } },
    })
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  }

  beforeEach(async () => {
    folder = newFolder('ack')
    environment = { DOORWATCH_DB: join(folder, 'd.sqlite') }
    await withStore(async (store) => {
      const opened = { at, kind: 'opened', text: 'opened' } as const
      const first = incidentOf(OPEN, { target: 'claude', openedAt: at, impactAt: at - MINUTE })
      await applyVerdict(store, verdictOf({ incident: { incident: first, entries: [opened] } }))
      const over = incidentOf(OVER, { openedAt: at, impactAt: at, resolvedAt: at + MINUTE })
      await applyVerdict(store, verdictOf({ incident: { incident: over, entries: [opened] } }))
    })
  })

  const doorwatch = (...args: readonly string[]) => command(folder, args, environment)
  const incident = () =>
    withStore(async (store) => (await store.incidents({ from: at, to: Date.now() })).find(({ name }) => name === OPEN))

  it('acknowledges an open incident with name and reason, and says what follows', async () => {
    const { code, stdout } = await doorwatch('ack', OPEN, '--by', 'Ana Núñez', '--reason', 'calling the provider')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      new RegExp(`^${OPEN} is acknowledged by Ana Núñez at \\d\\d:\\d\\d:\\d\\d.*: calling the provider$`, 'm'),
    )
    expect(stdout).toContain('No reminder and no escalation until it recovers.')
    expect(await incident()).toMatchObject({
      acknowledgement: { by: 'Ana Núñez', reason: 'calling the provider', via: 'cli' },
      timeline: [{ kind: 'opened' }, { kind: 'acknowledged' }],
    })
  })

  it('names who was first the second time, and succeeds', async () => {
    await doorwatch('ack', OPEN, '--by', 'Ana')
    const second = await doorwatch('ack', OPEN, '--by', 'Ben')
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('is already acknowledged by Ana at') })
    const json = await doorwatch('ack', OPEN, '--by', 'Ben', '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({
      outcome: 'already',
      incident: { name: OPEN, target: 'claude', acknowledgement: { by: 'Ana', via: 'cli' } },
    })
  })

  it('takes the name from git or the account where none is given', async () => {
    expect((await doorwatch('ack', OPEN)).code).toBe(0)
    expect((await incident())?.acknowledgement?.by).toMatch(/\S/)
  })

  it('refuses an unknown incident and one that is over, and lists the open ones', async () => {
    expect(await doorwatch('ack', 'claude-20260302-114504')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`Did you mean "${OPEN}"?`),
    })
    expect(await doorwatch('ack', 'nothing-like-it')).toMatchObject({ code: 2, stderr: expect.stringContaining(OPEN) })
    const over = await doorwatch('ack', OVER)
    expect(over).toMatchObject({ code: 2, stderr: expect.stringContaining(`Open incidents: ${OPEN}.`) })
    expect(over.stderr).toContain(`it ended at ${timeAndDay(at + MINUTE, machineTimezone())}`)
  })

  it('refuses an empty name', async () => {
    const { code, stderr } = await doorwatch('ack', OPEN, '--by', ' \u202e ')
    expect([code, stderr]).toEqual([2, expect.stringContaining('needs a name')])
    expect(await incident()).not.toHaveProperty('acknowledgement')
  })

  it('prints name and reason as one line without control characters', async () => {
    const { stdout } = await doorwatch('ack', OPEN, '--by', 'A\u001b[31mna\nB', '--reason', 'x\u0007\r\ny')
    expect(stdout).toContain('acknowledged by A [31mna B at')
    expect(stdout).toContain(': x y\n')
  })

  it('lists the open incidents where none is named, and how to acknowledge one', async () => {
    const { code, stdout } = await doorwatch('ack')
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`^${OPEN} +for 2 h 1 min.* login down +not acknowledged$`, 'm'))
    expect(stdout).toContain(`Acknowledge one with: doorwatch ack ${OPEN}`)
    expect(stdout).not.toContain(OVER)
    await doorwatch('ack', OPEN, '--by', 'Ana')
    const later = await doorwatch('ack')
    expect(later.stdout).toMatch(/acknowledged by Ana at/)
    expect(later.stdout).not.toContain('Acknowledge one with')
    expect(JSON.parse((await doorwatch('ack', '--json')).stdout)).toMatchObject([
      { name: OPEN, surfaces: [{ surface: 'login', state: 'down' }], acknowledgement: { by: 'Ana' } },
    ])
  })

  it('asks for the incident where only name or reason is given', async () => {
    expect(await doorwatch('ack', '--by', 'Ana')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the incident to acknowledge is missing'),
    })
  })

  it('is shown by status and why', async () => {
    const before = JSON.parse((await doorwatch('status', '--json')).stdout)
    expect(before.incidents).toMatchObject([{ name: OPEN, acknowledgement: null }])
    await doorwatch('ack', OPEN, '--by', 'Ana', '--reason', 'calling the provider')
    expect((await doorwatch('status')).stdout).toMatch(
      new RegExp(`^Incident ${OPEN}, for 2 h.*: acknowledged by Ana at .*: calling the provider$`, 'm'),
    )
    expect((await doorwatch('why', OPEN)).stdout).toMatch(/acknowledged by Ana: calling the provider\./)
  })
})
