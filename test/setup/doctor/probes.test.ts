import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { presetOf, useSandbox } from '../../sandbox/support.ts'
import { doorwatch } from '../../support/product.ts'
import { findingsOf, levels } from './support.ts'

const running = useSandbox()
const KEY = { API_KEY: 'lumen-key' }
const api = (url: string) => ({ url, key: { env: 'API_KEY' }, model: 'lumen-small-2' })

function folderWith(config: object, files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-doctor-probes-'))
  const all = { ...files, 'doorwatch.config.ts': `export default ${JSON.stringify(config)}` }
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** The findings on the probes and on targets as a whole. */
async function findingsFor(
  folder: string,
  names: readonly string[],
  environment: Readonly<Record<string, string>> = KEY,
) {
  return (await findingsOf(folder, environment)).filter(({ check }) => names.includes(check))
}

describe('the check of the probes', () => {
  it('counts the probes that would run, for the demo as well', async () => {
    expect(await findingsFor(folderWith({}), ['probes'])).toMatchObject([
      { level: 'ok', text: expect.stringMatching(/^\d+ probes are ready to run$/) },
    ])
  })

  it('reports every problem of a file or of the schedule, also without a browser probe', async () => {
    const { url } = running.sandbox
    const folder = folderWith(
      { targets: [{ name: 'here', api: api(url) }], probes: ['extra'], schedule: { 'here/api': { every: '5s' } } },
      { 'extra/throws.probe.ts': "throw new Error('boom')", 'extra/other.probe.ts': 'export default 1' },
    )
    const findings = await findingsFor(folder, ['probes'])
    expect(findings).toMatchObject([
      { level: 'fail', text: expect.stringMatching(/other\.probe\.ts: default export: expected a probe made by/) },
      { level: 'fail', text: expect.stringMatching(/throws\.probe\.ts: module: .*boom/) },
      { level: 'fail', text: expect.stringMatching(/api\.probe\.ts: every: expected longer than the timeout/) },
    ])
    for (const { todo } of findings) expect(todo).toBeTruthy()
  })

  it('warns of a probe that fits no target', async () => {
    const probe = `import { apiProbe, expect } from 'doorwatch/probe'
      export default apiProbe({ name: 'billing', surface: 'console', every: '5m', timeout: '30s' }, async ({ step }) => {
        await step('look', async () => expect(1).toBe(1))
      })`
    const folder = folderWith(
      { targets: [{ name: 'here', api: api(running.sandbox.url) }], probes: ['extra'] },
      { 'extra/billing.probe.ts': probe },
    )
    expect(await findingsFor(folder, ['probes'])).toMatchObject([
      {
        level: 'warn',
        text: expect.stringMatching(/billing\.probe\.ts: surface: expected a target with console, got none of here$/),
        todo: expect.stringContaining('The probe billing never runs.'),
      },
    ])
  })

  it('reports names in the configuration that match no probe', async () => {
    const targets = [{ name: 'here', api: api(running.sandbox.url) }]
    const folder = folderWith({ targets, schedule: { 'here/apl': { every: '5m' } } })
    expect(await findingsFor(folder, ['probes'])).toMatchObject([
      { level: 'fail', text: expect.stringContaining('schedule.here/apl'), todo: 'Did you mean "here/api"?' },
    ])
  })

  it('reports a target without a door, and a target without a probe', async () => {
    const { url } = running.sandbox
    const { chat } = presetOf(url)
    const targets = [{ name: 'here', api: api(url) }, { name: 'empty' }, { name: 'chatty', chat }]
    expect(await findingsFor(folderWith({ targets }), ['probes', 'empty', 'chatty'])).toMatchObject([
      { check: 'empty', level: 'fail', todo: expect.stringContaining('api') },
      { check: 'chatty', level: 'warn', text: 'no probe watches it', todo: expect.stringContaining('chat') },
    ])
  })

  it('reports that there is no probe to run, with the same advice as run', async () => {
    const targets = [{ name: 'here', api: api(running.sandbox.url) }]
    const folder = folderWith({ targets, schedule: { 'here/*': { off: true } } })
    expect(await findingsFor(folder, ['probes', 'here'])).toMatchObject([
      { level: 'fail', text: 'there is no probe to run', todo: expect.stringContaining('schedule') },
    ])
    const { code, stderr } = await doorwatch(folder, ['run', '--no-store'], KEY)
    expect([code, stderr]).toEqual([2, expect.stringMatching(/there is no probe to run\n.*schedule.*doorwatch doctor/)])
  })
})

describe('the check of a door with manual sign-in', () => {
  const DOORWATCH_KEY = 'a long enough key of the environment'
  const config = (manual: boolean) => {
    const { login } = presetOf(running.sandbox.url)
    const strategy = { kind: manual ? 'manual' : 'password' }
    return { targets: [{ name: 'here', login: { ...login, password: { env: 'PASSWORD' }, strategy } }] }
  }
  const names = ['here/session', 'locators']

  it('asks for DOORWATCH_KEY first, then for a sign-in by a person', async () => {
    const folder = folderWith(config(true))
    const none = { PASSWORD: 'x' }
    expect(await findingsFor(folder, names, none)).toMatchObject([
      { check: 'here/session', level: 'fail', todo: expect.stringMatching(/DOORWATCH_KEY.*doorwatch signin here/) },
    ])
    expect(await findingsFor(folder, names, { ...none, DOORWATCH_KEY })).toMatchObject([
      { check: 'here/session', level: 'fail', todo: expect.stringContaining('doorwatch signin here') },
    ])
  })

  it('passes with a stored session, and reports one that cannot be decrypted', async () => {
    const environment = { PASSWORD: 'violet-harbour-71', DOORWATCH_KEY }
    const folder = folderWith(config(false))
    expect(levels(await findingsFor(folder, names, environment))).toEqual(['ok locators'])
    writeFileSync(join(folder, 'doorwatch.config.ts'), `export default ${JSON.stringify(config(true))}`)
    expect(levels(await findingsFor(folder, names, environment))).toEqual(['ok here/session', 'ok locators'])
    const other = await findingsFor(folder, names, { ...environment, DOORWATCH_KEY: 'quite another key, as long' })
    expect(other).toMatchObject([{ level: 'fail', text: expect.stringContaining('cannot be decrypted') }])
  })
})
