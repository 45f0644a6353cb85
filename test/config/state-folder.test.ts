import { chmodSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig, stateNotice } from '../../src/config/index.ts'
import { doorwatch } from '../support/product.ts'
import { folderWith, wrap } from './kit.ts'

/** Root can write to every folder, but not below a file: for root, a file simulates a folder that is not writable. */
function readOnly(files: Readonly<Record<string, string>>): string {
  const folder = folderWith(files)
  if (process.getuid?.() === 0) writeFileSync(join(folder, '.doorwatch'), '')
  else chmodSync(folder, 0o555)
  return folder
}

const CONFIG = { 'doorwatch.config.ts': wrap(`{ location: 'x' }`) }

describe('the state folder of a configuration in a read-only folder', () => {
  it('is next to the database of the environment, and a notice reports it', async () => {
    const folder = readOnly(CONFIG)
    const data = folderWith({})
    const config = await loadConfig({ folder, environment: { DOORWATCH_DB: join(data, 'd.sqlite') } })
    expect(config.stateDir).toBe(join(data, '.doorwatch'))
    expect(stateNotice(config)?.text).toContain(`${join(folder, '.doorwatch')} is not writable`)
    expect(stateNotice(config)?.todo).toContain('DOORWATCH_STATE')
  })

  it('is next to the database of the configuration', async () => {
    const data = folderWith({})
    const folder = readOnly({ 'doorwatch.config.ts': wrap(`{ database: ${JSON.stringify(join(data, 'd.sqlite'))} }`) })
    expect((await loadConfig({ folder, environment: {} })).stateDir).toBe(join(data, '.doorwatch'))
  })

  it('is in the temporary folder without a configured database, the same for every command', async () => {
    const folder = readOnly(CONFIG)
    const [first, second] = [
      await loadConfig({ folder, environment: {} }),
      await loadConfig({ folder, environment: {} }),
    ]
    expect(first.stateDir.startsWith(join(tmpdir(), 'doorwatch-'))).toBe(true)
    expect(second.stateDir).toBe(first.stateDir)
  })

  it('does not move the database, because the system may empty temporary folders', async () => {
    const folder = readOnly(CONFIG)
    const { database } = await loadConfig({ folder, environment: {} })
    expect(database).toBe(join(folder, '.doorwatch', 'doorwatch.sqlite'))
  })

  it('is DOORWATCH_STATE if that is set', async () => {
    const folder = readOnly(CONFIG)
    const chosen = folderWith({})
    const config = await loadConfig({ folder, environment: { DOORWATCH_STATE: chosen } })
    expect(config).toMatchObject({ stateDir: chosen, database: join(chosen, 'doorwatch.sqlite') })
    expect(stateNotice(config)).toBeUndefined()
  })

  it('does not affect packages next to the configuration', async () => {
    const folder = folderWith({
      'doorwatch.config.ts': `import { place } from 'some-place'\nexport default { location: place }`,
      'node_modules/some-place/package.json': '{ "name": "some-place", "type": "module", "main": "index.js" }',
      'node_modules/some-place/index.js': `export const place = 'lisbon'`,
    })
    const config = await loadConfig({ folder, environment: { DOORWATCH_STATE: folderWith({}) } })
    expect(config.location).toBe('lisbon')
  })

  it('is reported by doctor, with the variable to set', async () => {
    const folder = readOnly(CONFIG)
    const { stdout } = await doorwatch(folder, ['doctor'], { DOORWATCH_DB: join(folderWith({}), 'd.sqlite') })
    expect(stdout).toMatch(/state folder +.*is not writable, so cache, evidence and sessions are in/)
    expect(stdout).toContain('Set DOORWATCH_STATE')
  })
})
