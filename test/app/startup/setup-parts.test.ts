import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { noteSetup, setupParts } from '../../../src/app/startup/setup-parts.ts'
import { type ProbePlan, SILENT } from '../../../src/core/index.ts'
import { NOW, newFolder, openEmptyStore } from '../../store/kit.ts'

const ALL = { from: 0, to: NOW + 1_000 }

function planIn(path: string, probe: string): ProbePlan {
  const ref = { target: 'sandbox', surface: probe, probe, kind: 'api' } as const
  return { ...ref, cadence: { every: 60_000 }, timeoutMs: 1_000, file: path }
}

function files() {
  const root = newFolder()
  const [config, login] = [join(root, 'doorwatch.config.ts'), join(root, 'login.probe.ts')]
  writeFileSync(config, 'export default {}')
  writeFileSync(login, 'export default 1')
  return { root, config, login, plans: [planIn(login, 'login')] }
}

it('are the version and a hash of each file that a worker runs with', () => {
  const { config, plans } = files()
  const parts = setupParts({ version: '0.1.0', configFile: config, plans })
  expect(parts.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['version', ''],
    ['config', ''],
    ['probe', 'sandbox/login'],
  ])
  for (const { value } of parts.slice(1)) expect(value).toMatch(/^[0-9a-f]{12}$/)
})

it('leave out a file that is gone, and a configuration that is built in', () => {
  const { login, plans } = files()
  rmSync(login)
  expect(setupParts({ version: '0.1.0', configFile: undefined, plans }).map(({ kind }) => kind)).toEqual(['version'])
})

const probeHash = (plans: readonly ProbePlan[]) =>
  setupParts({ version: '0.1.0', configFile: undefined, plans }).find(({ kind }) => kind === 'probe')?.value

it('change with a file that a probe imports, also through another, and not with one that it does not', () => {
  const { root, login, plans } = files()
  writeFileSync(join(root, 'words.ts'), "import './deep'\nexport const prompt = 'hello'")
  writeFileSync(join(root, 'deep.ts'), 'export {}')
  writeFileSync(join(root, 'other.ts'), 'export {}')
  writeFileSync(login, "import { prompt } from './words.js'\nexport default prompt")
  const before = probeHash(plans)
  writeFileSync(join(root, 'other.ts'), 'export const changed = 1')
  expect(probeHash(plans)).toBe(before)
  writeFileSync(join(root, 'deep.ts'), 'export const changed = 1')
  const after = probeHash(plans)
  expect(after).not.toBe(before)
  writeFileSync(join(root, 'words.ts'), "import './deep'\nexport const prompt = 'hallo'")
  expect(probeHash(plans)).not.toBe(after)
})

it('are the same in another folder, and those of earlier versions for a file without imports', () => {
  const [one, other] = [files(), files()]
  const text = createHash('sha256').update(readFileSync(one.login)).digest('hex').slice(0, 12)
  expect(probeHash(one.plans)).toBe(text)
  for (const { root, login } of [one, other]) {
    writeFileSync(join(root, 'words.ts'), "export const prompt = 'hello'")
    writeFileSync(login, "export { prompt as default } from './words.ts'")
  }
  expect(probeHash(one.plans)).not.toBe(text)
  expect(probeHash(one.plans)).toBe(probeHash(other.plans))
})

it('are stored at each start, and a file that changed in between is a change', async () => {
  const { root, config, login, plans } = files()
  const store = await openEmptyStore(join(root, 'doorwatch.sqlite'))
  const start = (now: number, version: string) =>
    noteSetup({
      ...{ config: { file: config, location: 'office' }, plans, store, version, log: SILENT },
      clock: { now: () => now },
    })
  await start(NOW, '0.1.0')
  writeFileSync(login, 'export default 2')
  await start(NOW + 1, '0.1.0')
  await start(NOW + 2, '0.2.0')
  expect((await store.setupChanges(ALL)).map(({ at, kind, subject }) => [at - NOW, kind, subject])).toEqual([
    [1, 'probe', 'sandbox/login'],
    [2, 'version', ''],
  ])
})

it('that cannot be stored do not stop the start, and are logged', async () => {
  const { config, plans } = files()
  const warnings: string[] = []
  await noteSetup({
    ...{ config: { file: config, location: 'office' }, plans, version: '0.1.0', clock: { now: () => NOW } },
    log: { ...SILENT, warn: (text: string) => void warnings.push(text) },
    store: { saveSetup: () => Promise.reject(new Error('the disk is full')) },
  })
  expect(warnings).toEqual(['Charts will not mark what changed at this start: the disk is full'])
})
