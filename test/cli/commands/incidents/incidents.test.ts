import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../../src/core/index.ts'
import { command } from '../../../support/command.ts'
import { newFolder } from '../../../support/folder.ts'
import { healthy, openTestbed, runConfirmed } from '../../../support/testbed.ts'

describe('doorwatch incident', () => {
  const folder = newFolder('incidents')
  const environment = { DOORWATCH_DB: join(folder, 'd.sqlite'), DOORWATCH_STATE: join(folder, 'state') }
  const brokeAt = Math.floor((Date.now() - HOUR) / SECOND) * SECOND
  let name = ''

  beforeAll(async () => {
    const testbed = await openTestbed({ path: environment.DOORWATCH_DB, at: brokeAt - 10 * MINUTE })
    await healthy(testbed, brokeAt - 10 * MINUTE, 60)
    testbed.set('login', 'server_error')
    await runConfirmed(testbed, 'login', brokeAt)
    const [open] = await testbed.store.incidents({ from: brokeAt - HOUR, to: brokeAt + HOUR })
    name = open?.name ?? ''
    await testbed.store.close()
  })
  const doorwatch = (...args: readonly string[]) => command(folder, args, environment)

  it('show prints what broke first, the comparison, why and the timeline', async () => {
    const { code, stdout } = await doorwatch('incident', 'show', name)
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toMatch(/^Login failed.*HTTP 500.*\(server error\)\.$/)
    expect(stdout).toMatch(/Detected: {2}\S+ .* after the first failing run/)
    expect(stdout).toMatch(/Login \(probe login\): failing run .*, last good run /)
    expect(stdout).toContain('First failing run of login: HTTP 500')
    expect(stdout).toContain('Why it was declared:')
  })

  it('show --json has every time in ISO 8601, and -o writes a page that stands alone', async () => {
    const json = JSON.parse((await doorwatch('incident', 'show', name, '--json')).stdout)
    expect(json).toMatchObject({ name, impactAt: new Date(brokeAt).toISOString(), details: { missing: [] } })
    const { stdout } = await doorwatch('incident', 'show', name, '-o', 'page.html')
    const html = readFileSync(stdout.trim(), 'utf8')
    expect([html.includes('Login failed'), html.includes('<script')]).toEqual([true, false])
  })

  it('list names the open ones, and what is next', async () => {
    const { stdout } = await doorwatch('incident', 'list')
    expect(stdout).toMatch(new RegExp(`^${name} .* open for .*\\n {4}login down; not acknowledged$`, 'm'))
    expect(stdout).toContain(`doorwatch incident show ${name}`)
    expect(JSON.parse((await doorwatch('incident', 'list', '--open', '--json')).stdout)).toMatchObject([
      { name, resolvedAt: null, owner: null },
    ])
    expect((await doorwatch('incident', 'list', '--since', '1m')).stdout).toContain(name)
  })

  it('note and own are in the timeline with who wrote them', async () => {
    expect(await doorwatch('incident', 'note', name, 'vendor  confirmed\nit', '--by', 'Ana')).toMatchObject({ code: 0 })
    const owned = await doorwatch('incident', 'own', name, 'Ben Ito', '--by', 'Ana')
    expect(owned.stdout).toBe(`Ben Ito owns ${name}.\n`)
    const { stdout } = await doorwatch('incident', 'show', name)
    expect(stdout).toContain('Ana: vendor confirmed it')
    expect(stdout).toContain('Ben Ito owns it (set by Ana)')
    expect(stdout).toMatch(/^Owner: +Ben Ito$/m)
    expect((await doorwatch('incident', 'list')).stdout).toContain('owned by Ben Ito')
  })

  it('evidence writes a ZIP file without the people', async () => {
    const { code, stdout } = await doorwatch('incident', 'evidence', name, '--json')
    const { path, files, bytes } = JSON.parse(stdout)
    expect([code, path]).toEqual([0, join(folder, `incident-${name}.zip`)])
    expect(bytes).toBeLessThan(5_000_000)
    const entries = unzipSync(readFileSync(path))
    expect(Object.keys(entries).toSorted()).toEqual(files)
    const all = Object.values(entries)
      .map((file) => strFromU8(file, true))
      .join('\n')
    expect([all.includes('HTTP 500'), all.includes('Ben Ito'), all.includes('vendor confirmed')]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('suggests the nearest name, and refuses what is empty', async () => {
    for (const args of [['show'], ['evidence'], ['own', 'Ana'], ['note', 'text']]) {
      const [verb = '', ...more] = args
      expect(await doorwatch('incident', verb, `${name}x`, ...more)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`Did you mean "${name}"?`),
      })
    }
    expect(await doorwatch('incident', 'note', name, '  ')).toMatchObject({ code: 2 })
    expect(existsSync(join(folder, `incident-${name}x.zip`))).toBe(false)
  })
})
