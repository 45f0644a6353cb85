import { chmodSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig, stateNotice } from '../../src/config/index.ts'
import { doorwatch } from '../support/product.ts'
import { folderWith, wrap } from './kit.ts'

/** Root may write everywhere except below something that is no folder, so that stands for a folder that cannot be written. */
function readOnly(files: Readonly<Record<string, string>>): string {
  const folder = folderWith(files)
  if (process.getuid?.() === 0) writeFileSync(join(folder, '.doorwatch'), '')
  else chmodSync(folder, 0o555)
  return folder
}

const CONFIG = { 'doorwatch.config.ts': wrap(`{ location: 'x' }`) }

describe('where a configuration stands in a folder that cannot be written', () => {
  it('keeps cache, evidence and sessions beside the database that the environment names, and says so', async () => {
    const folder = readOnly(CONFIG)
    const data = folderWith({})
    const config = await loadConfig({ folder, environment: { DOORWATCH_DB: join(data, 'd.sqlite') } })
    expect(config.stateDir).toBe(join(data, '.doorwatch'))
    expect(stateNotice(config)?.text).toContain(`${join(folder, '.doorwatch')} cannot be written`)
    expect(stateNotice(config)?.todo).toContain('DOORWATCH_STATE')
  })

  it('keeps them beside the database that the configuration names', async () => {
    const data = folderWith({})
    const folder = readOnly({ 'doorwatch.config.ts': wrap(`{ database: ${JSON.stringify(join(data, 'd.sqlite'))} }`) })
    expect((await loadConfig({ folder, environment: {} })).stateDir).toBe(join(data, '.doorwatch'))
  })

  it('keeps them in the folder for temporary files where no database is named, the same for every command', async () => {
    const folder = readOnly(CONFIG)
    const [first, second] = [
      await loadConfig({ folder, environment: {} }),
      await loadConfig({ folder, environment: {} }),
    ]
    expect(first.stateDir.startsWith(join(tmpdir(), 'doorwatch-'))).toBe(true)
    expect(second.stateDir).toBe(first.stateDir)
  })

  it('never moves the database: a folder for temporary files may be emptied', async () => {
    const folder = readOnly(CONFIG)
    const { database } = await loadConfig({ folder, environment: {} })
    expect(database).toBe(join(folder, '.doorwatch', 'doorwatch.sqlite'))
  })

  it('keeps them where DOORWATCH_STATE says', async () => {
    const folder = readOnly(CONFIG)
    const chosen = folderWith({})
    const config = await loadConfig({ folder, environment: { DOORWATCH_STATE: chosen } })
    expect(config).toMatchObject({ stateDir: chosen, database: join(chosen, 'doorwatch.sqlite') })
    expect(stateNotice(config)).toBeUndefined()
  })

  it('still finds the packages beside the configuration', async () => {
    const folder = folderWith({
      'doorwatch.config.ts': `import { place } from 'some-place'\nexport default { location: place }`,
      'node_modules/some-place/package.json': '{ "name": "some-place", "type": "module", "main": "index.js" }',
      'node_modules/some-place/index.js': `export const place = 'lisbon'`,
    })
    const config = await loadConfig({ folder, environment: { DOORWATCH_STATE: folderWith({}) } })
    expect(config.location).toBe('lisbon')
  })

  it('is told by doctor, with the variable to set', async () => {
    const folder = readOnly(CONFIG)
    const { stdout } = await doorwatch(folder, ['doctor'], { DOORWATCH_DB: join(folderWith({}), 'd.sqlite') })
    expect(stdout).toMatch(/state folder +.*cannot be written: cache, evidence and sessions are kept in/)
    expect(stdout).toContain('Set DOORWATCH_STATE')
  })
})
