import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SILENT } from '../../../../src/core/index.ts'
import { openStore } from '../../../../src/store/index.ts'
import { folderWith } from '../../../config/kit.ts'
import { transition } from '../../../notify/kit.ts'
import { command as doorwatch } from '../../../support/command.ts'

const CONFIG = `import { claude, defineConfig, env } from 'doorwatch'
export default defineConfig({
  targets: [claude({ key: env('KEY') })],
  alerts: {
    channels: ['slack', 'pager', 'lead'].map((name) => ({ kind: 'webhook', name, url: env('HOOK') })),
    routes: [
      { on: ['down'], to: ['pager'], ifNotAcked: { after: '10m', to: ['lead'] } },
      { on: ['degraded'], hold: { outside: 'Mo-Fr 08:00-20:00 Europe/Berlin' }, to: ['slack'] },
    ],
  },
} as never)`
const ENVIRONMENT = { KEY: 'sk-test', HOOK: 'https://hooks.example.org/a' }
/** Saturday 5 December 2026, 03:00 in Berlin. */
const SATURDAY = '2026-12-05T02:00:00Z'

describe('doorwatch alerts route', () => {
  const folder = folderWith({ 'doorwatch.config.ts': CONFIG })
  const route = (...args: readonly string[]) => doorwatch(folder, ['alerts', 'route', ...args], ENVIRONMENT)
  const json = async (...args: readonly string[]) => JSON.parse((await route(...args, '--json')).stdout)

  it('says which route matches, who gets it now, who if nobody acknowledges it, and who if it is refused', async () => {
    const { code, stdout } = await route('--at', SATURDAY, 'login', 'down')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Alert: +claude\/login down \(opened\) at .* UTC.* on Sat 05 Dec 2026$/m)
    expect(stdout).toMatch(/^Route: +alerts\.routes\[0\]: on down$/m)
    expect(stdout).toMatch(/^Now: +pager$/m)
    expect(stdout).toMatch(/^If not acked: lead, 10 min later, at .* on Sat 05 Dec 2026$/m)
    expect(stdout).toMatch(/^If refused: +lead, at once where pager refuses it or is away$/m)
  })

  it('says who gets it later, and when the hold ends', async () => {
    const { stdout } = await route('--at', SATURDAY, 'claude/api', 'degraded')
    expect(stdout).toMatch(/^Route: +alerts\.routes\[1\]: on degraded, held outside Mo-Fr 08:00-20:00 Europe\/Berlin$/m)
    expect(stdout).toMatch(/^Now: +nobody$/m)
    expect(stdout).toMatch(/^Later: +slack, when the hold ends at .* on Mon 07 Dec 2026$/m)
    expect(stdout).not.toContain('If not acked')
  })

  it('prints JSON with ISO times', async () => {
    expect(await json('--at', SATURDAY, 'api', 'degraded')).toEqual({
      ...{ at: '2026-12-05T02:00:00.000Z', target: 'claude', surface: 'api', state: 'degraded', kind: 'opened' },
      ...{ route: 'alerts.routes[1]', now: [], later: ['slack'], holdEndsAt: '2026-12-07T07:00:00.000Z' },
      ifNotAcked: null,
    })
    expect(await json('--at', SATURDAY, 'api')).toMatchObject({
      ...{ state: 'down', now: ['pager'], later: [], holdEndsAt: null },
      ifNotAcked: { at: '2026-12-05T02:10:00.000Z', to: ['lead'] },
    })
  })

  it('names all channels where no route matches', async () => {
    expect((await route('login', '--kind', 'notice')).stdout).toMatch(
      /^Route: +none matches: every channel of mode 'always' gets it\nNow: +slack, pager and lead$/m,
    )
    expect(await json('login', '--kind', 'notice')).toMatchObject({ route: null, state: null })
  })

  it('takes the next time of a day and a clock, and now where none is given', async () => {
    const now = Date.now()
    const { at } = await json('--at', 'Sat 03:00', 'login')
    expect(new Date(at).toString()).toMatch(/^Sat .* 03:00:00/)
    expect(Date.parse(at)).toBeGreaterThan(now - 60_000)
    expect(Date.parse((await json('login')).at)).toBeGreaterThanOrEqual(now)
  })

  it.each([
    [['--at', 'Caturday 03:00', 'login'], '"Caturday 03:00" is not a time'],
    [['openai/login'], 'there is no target "openai"'],
    [['cluade/login'], 'Did you mean "claude"?'],
    [['logni'], 'there is no surface "logni"'],
    [['logni'], 'Did you mean "login"?'],
    [['claude/door'], 'Choose one of: login, session, chat'],
    [['login', 'dwon'], 'Allowed choices are down, degraded'],
  ])('refuses what it cannot read: %j', async (args, message) => {
    expect(await route(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
  })

  it('takes the surface of an own probe: before the first start any name, after it those that were measured', async () => {
    const config = CONFIG.replace('targets:', "probes: ['probes'], targets:")
    const ownProbeFolder = folderWith({
      'doorwatch.config.ts': config,
      'probes/checkout.probe.ts': 'export default {}',
    })
    const ask = (surface: string) => doorwatch(ownProbeFolder, ['alerts', 'route', surface], ENVIRONMENT)
    expect(await ask('checkout')).toMatchObject({ code: 0, stdout: expect.stringContaining('claude/checkout down') })
    const path = join(ownProbeFolder, '.doorwatch/doorwatch.sqlite')
    const store = await openStore({ path, log: SILENT, clock: { now: () => 1 } })
    const measured = { ...transition('checkout', 'down', 'HTTP 500'), target: 'claude' }
    await store.transaction((tx) => tx.applyChanges('claude', undefined, { transitions: [measured], notices: [] }))
    await store.close()
    expect(await ask('checkout')).toMatchObject({ code: 0 })
    expect(await ask('chekout')).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "checkout"?') })
  })

  it('asks for the target where there are several', async () => {
    const several = CONFIG.replace('targets: [', `targets: [{ name: 'other' }, `)
    const other = folderWith({ 'doorwatch.config.ts': several })
    expect(await doorwatch(other, ['alerts', 'route', 'login'], ENVIRONMENT)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Name one: other/login, claude/login.'),
    })
  })
})
