import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/index.ts'
import { folderWith, load, problemsOf, wrap } from './kit.ts'

const CONFIG = wrap(`{ targets: [{ name: 'a', api: { url: 'https://a.example', key: env('K'), model: 'm' } }] }`)
const TEXT = '# Schlüssel\nK=sk-test-1234567\nDOORWATCH_LOCATION=büro\n'

async function loadWith(env: Buffer | string) {
  const folder = folderWith({ 'doorwatch.config.ts': CONFIG })
  writeFileSync(join(folder, '.env'), env)
  const { targets, location } = await loadConfig({ folder, environment: {} })
  return { key: targets[0]?.api?.key.reveal(), location }
}

describe('a .env file', () => {
  const little = Buffer.from(TEXT, 'utf16le')
  const big = Buffer.from(little).swap16()
  it.each([
    ['in UTF-8', Buffer.from(TEXT)],
    ['in UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['in UTF-16, as PowerShell writes it', Buffer.concat([Buffer.from([0xff, 0xfe]), little])],
    ['in big-endian UTF-16', Buffer.concat([Buffer.from([0xfe, 0xff]), big])],
    ['in UTF-16 without a byte order mark', little],
    ['in big-endian UTF-16 without a byte order mark', big],
    ['with the line ends of Windows', Buffer.from(TEXT.replaceAll('\n', '\r\n'))],
  ])('%s is read from the first line on', async (_how, bytes) => {
    expect(await loadWith(bytes)).toEqual({ key: 'sk-test-1234567', location: 'büro' })
    const first = bytes.subarray(bytes.indexOf('#'))
    expect(first.length).toBeGreaterThan(0)
  })

  it('keeps its first variable after a byte order mark', async () => {
    expect(await loadWith(Buffer.from('\ufeffK=sk-test-1234567\n'))).toMatchObject({ key: 'sk-test-1234567' })
  })

  it('is rejected if it is a folder, with Docker as the likely cause', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': CONFIG })
    mkdirSync(join(folder, '.env'))
    await expect(loadConfig({ folder, environment: { K: 'sk-test-1234567' } })).rejects.toMatchObject({
      code: 'config',
      message: `${join(folder, '.env')} is a folder, not a file with variables`,
      hint: expect.stringContaining('Docker'),
    })
  })

  it('is ignored if it is a Python virtual environment', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': CONFIG, '.env/pyvenv.cfg': '' })
    const { targets } = await loadConfig({ folder, environment: { K: 'sk-test-1234567' } })
    expect(targets).toHaveLength(1)
  })

  it.skipIf(process.getuid?.() === 0)('is rejected with its path if it cannot be read', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': CONFIG, '.env': TEXT })
    chmodSync(join(folder, '.env'), 0o000)
    await expect(loadConfig({ folder, environment: {} })).rejects.toThrow(/cannot read .*\.env/)
  })
})

describe('a secret', () => {
  it.each(['\n', '\r\n', ' ', '\t\n', '\ufeff'])('is trimmed of %j on both sides', async (around) => {
    const { targets } = await load(CONFIG, { K: `${around}sk-test-1234567${around}` })
    expect(targets[0]?.api?.key.reveal()).toBe('sk-test-1234567')
  })

  it('counts as not set if it has only blanks', async () => {
    expect(await problemsOf(CONFIG, { K: ' \n' })).toMatchObject([{ expected: 'the environment variable K to be set' }])
  })

  it.each([
    ['sk-test\n1234567', 'a line break at place 8 of 15'],
    ['“sk-test-1234567”', 'the character U+201C at place 1 of 17'],
    ['sk-test-\u200b1234567', 'the character U+200B at place 9 of 16'],
    ['sk-test-😀', 'the character U+1F600 at place 9 of 9'],
  ])('that an HTTP header cannot contain is rejected without being shown: %j', async (value, got) => {
    const problems = await problemsOf(CONFIG, { K: value })
    expect(problems).toEqual([
      {
        source: 'doorwatch.config.ts',
        path: 'targets[0].api.key',
        expected: 'a key in K that an HTTP header can hold',
        got,
        hint: expect.stringContaining('Copy the key into K again'),
      },
    ])
    expect(JSON.stringify(problems)).not.toMatch(/sk-test/)
  })

  it('of Doorwatch itself is trimmed of a line break in every variable', async () => {
    const config = await load(wrap('{}'), {
      SMTP_URL: 'smtp://u:p@127.0.0.1:2525\n',
      ALERT_EMAIL_TO: 'ops@example.org\n',
      DOORWATCH_PORT: ' 4321\n',
      DOORWATCH_DB: '/tmp/x.sqlite\n',
    })
    expect(config).toMatchObject({ dashboard: { port: 4321 }, database: '/tmp/x.sqlite' })
    const [email] = config.channels
    expect(email?.kind === 'email' && email.smtp.reveal()).toBe('smtp://u:p@127.0.0.1:2525')
  })
})
