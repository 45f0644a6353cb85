import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/index.ts'
import { folderWith, load, problemsOf, wrap } from './kit.ts'

describe('a path that begins with ~', () => {
  it('is in the home of the user, for every key of the configuration', async () => {
    const home = folderWith({ 'extra/one.probe.ts': '' })
    const cli = `{ name: 'a', cli: { command: ['~/bin/client', '~/left-to-the-client'], env: { DIR: '~/x' } } }`
    const body = `{ database: '~/dw/d.db', browser: '~/chrome', probes: ['~/extra'], targets: [${cli}] }`
    const config = await load(wrap(body), { HOME: home })
    expect(config).toMatchObject({ database: join(home, 'dw/d.db'), browser: join(home, 'chrome') })
    expect(config.probeFiles).toContain(join(home, 'extra/one.probe.ts'))
    expect(config.targets[0]?.cli).toMatchObject({
      command: [join(home, 'bin/client'), '~/left-to-the-client'],
      env: { DIR: '~/x' },
    })
  })

  it('is in the home of the user, for the environment and .env', async () => {
    const home = folderWith({})
    const folder = folderWith({ '.env': 'DOORWATCH_DB=~/d.db\nNODE_EXTRA_CA_CERTS=~/ca.pem\n' })
    const config = await loadConfig({ folder, environment: { HOME: home, DOORWATCH_BROWSER: '~/chrome' } })
    expect(config).toMatchObject({ database: join(home, 'd.db'), browser: join(home, 'chrome') })
    expect(config.passedOn.NODE_EXTRA_CA_CERTS).toBe(join(home, 'ca.pem'))
  })

  it('is rejected for another user, because only a shell can resolve that home', async () => {
    expect(await problemsOf(wrap(`{ database: '~robin/d.db' }`))).toMatchObject([
      { path: 'database', expected: 'a path', hint: expect.stringContaining('Write the full path') },
    ])
    await expect(load(wrap('{}'), { DOORWATCH_DB: '~robin/d.db' })).rejects.toThrow(/home of another user/)
  })

  it('is a file name if no slash follows the ~', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': wrap(`{ database: '~backup.sqlite' }`) })
    mkdirSync(join(folder, 'x'))
    writeFileSync(join(folder, 'x', 'y'), '')
    const config = await loadConfig({ folder, environment: { HOME: '/home/robin' } })
    expect(config.database).toBe(join(folder, '~backup.sqlite'))
  })
})
