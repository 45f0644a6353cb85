import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../../src/sandbox/index.ts'
import { useSandbox } from '../../sandbox/support.ts'
import { doorwatch, startProduct, untilGone } from '../../support/product.ts'
import { until } from '../../support/until.ts'
import { doctorIn, levels, listen } from './support.ts'

const running = useSandbox()

function folderWith(target: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-doctor-e2e-'))
  const text = `import { claude, defineConfig, env } from 'doorwatch'
    export default defineConfig({ targets: [claude({ key: env('KEY'), cli: 'node', ${target} })] })`
  writeFileSync(join(folder, 'doorwatch.config.ts'), text)
  return folder
}

describe('doorwatch doctor', () => {
  it('passes every check for a healthy service and exits with 0', async () => {
    const { url, controlUrl } = running.sandbox
    const folder = folderWith(`apiUrl: '${url}', statusPage: '${url}', controls: ['${controlUrl}']`)
    const { code, findings } = await doctorIn(folder, { KEY: SANDBOX_ACCOUNT.apiKey })
    expect(code).toBe(0)
    expect(levels(findings)).toEqual([
      expect.stringMatching(/^(ok|warn) browser$/),
      'ok database',
      expect.stringMatching(/^(ok|warn) database$/),
      'ok clock',
      'ok dashboard',
      'warn channels',
      'ok probes',
      'ok claude/api',
      'warn claude/login, chat, console',
      'ok claude/key',
      'ok claude/cli',
      'ok claude/controls',
      'ok claude/status page',
    ])
    expect(JSON.stringify(findings)).not.toContain(SANDBOX_ACCOUNT.apiKey)
  })

  it('reports a locator that the page does not have, and passes the others', async () => {
    const { url } = running.sandbox
    const { email, password, apiKey } = SANDBOX_ACCOUNT
    const door = (submit: string) => `
      login: { email: '${email}', password: env('PASSWORD'), url: '${url}/sign-in', locators: { email: 'role=textbox[name="Email"]',
        password: 'role=textbox[name="Password"]', submit: '${submit}', signedIn: 'role=button[name="Sign out"]',
        signOut: 'role=button[name="Sign out"]', signedOut: 'role=button[name="Sign in"]' } },
      chat: { url: '${url}/chat' },
      console: { url: '${url}/console', locators: { keysLink: 'role=link[name="API keys"]', keys: 'role=table[name="API keys"]' } }`
    const at = (submit: string) =>
      folderWith(`apiUrl: '${url}', statusPage: false, controls: [], web: {
        permission: 'the account owner permits automation of these pages', ${door(submit)} }`)
    const environment = { KEY: apiKey, PASSWORD: password }
    const reachFinding = async (submit: string) => {
      const { code, findings } = await doctorIn(at(submit), environment)
      return [code, levels(findings.filter(({ check }) => check === 'locators')), JSON.stringify(findings)] as const
    }
    expect((await reachFinding('role=button[name="Sign in"]')).slice(0, 2)).toEqual([0, ['ok locators', 'ok locators']])
    const [code, found, text] = await reachFinding('role=button[name="Enter"]')
    expect([code, found]).toEqual([1, ['fail locators', expect.any(String)]])
    expect(text).toContain('Correct the locator')
    expect(text).not.toContain(password)
  })

  it('exits with 1 if a check fails, with a finding and an advice', async () => {
    const { url } = running.sandbox
    const folder = folderWith(`apiUrl: '${url}', statusPage: false, controls: []`)
    const { code, stdout } = await doorwatch(folder, ['doctor'], { KEY: 'sk-wrong' })
    expect(code).toBe(1)
    expect(stdout).toMatch(/✗ claude\/key +the key in KEY is not accepted \(HTTP 401\)\n +Put a valid key into KEY/)
    expect(stdout).toMatch(/\d+ passed, \d+ with a warning, 1 failed\n$/)
  })

  it('exits with 2 and every problem if the configuration is not valid', async () => {
    const { code, findings } = await doctorIn(folderWith(`modle: 'x', schedule: { api: { every: 'often' } }`), {})
    expect(code).toBe(2)
    expect(findings.every(({ check, level, todo }) => check === 'config' && level === 'fail' && todo)).toBe(true)
    expect(findings.map(({ text }) => text).join('\n')).toMatch(/environment variable KEY[\s\S]*schedule\.api\.every/)
  })

  it('exits immediately on an interrupt, and terminates the client', async () => {
    const folder = folderWith(`apiUrl: '${running.sandbox.url}', statusPage: false, controls: []`)
    const pids = join(folder, 'pids')
    const cli = { command: ['sh'], versionArgs: ['-c', `trap "" TERM; sleep 1000 & echo "$$ $!" > ${pids}; wait`] }
    const target = { name: 'here', cli: { ...cli, answer: 'a' } }
    writeFileSync(join(folder, 'doorwatch.config.ts'), `export default { targets: [${JSON.stringify(target)}] }`)
    const looking = startProduct(folder, {}, ['doctor'])
    await until('the client', () => existsSync(pids) && /\d+ \d+\n/.test(readFileSync(pids, 'utf8')))
    looking.kill('SIGINT')
    expect(await looking.exited).toBe(130)
    const processIds = readFileSync(pids, 'utf8').trim().split(' ').map(Number)
    await untilGone(processIds)
    expect(looking.stdout()).toBe('')
  })

  it('exits although a service accepts the connection and never answers', async () => {
    const port = await listen(() => {})
    const folder = folderWith(`apiUrl: 'http://127.0.0.1:${port}', statusPage: false, controls: []`)
    const begunAt = performance.now()
    const { code, findings } = await doctorIn(folder, { KEY: 'k' })
    expect(code).toBe(1)
    expect(findings).toContainEqual(expect.objectContaining({ check: 'claude/api', text: 'no result within 15 s' }))
    expect(performance.now() - begunAt).toBeLessThan(60_000)
  })
})
