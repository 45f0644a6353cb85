import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mailSource, type PostOffice, startPostOffice } from '../support/post-office.ts'
import { doorwatch, type Finished, newFolder } from '../support/product.ts'
import { startEchoService } from './echo-service.ts'
import { filesBelow } from './kit.ts'

const SECRETS = {
  password: 'planted-password-7c1d',
  totp: 'PLANTEDSEEDAAAAAA234567QRSTUV',
  imap: 'planted-imap-word-3b9e',
  key: 'planted-key-of-the-environment-51aa',
  cookie: 'planted-session-cookie-90ef2c',
}
const EMAIL = 'robin@lumen.example'
const folder = newFolder('planted')
let post: PostOffice
let service: Awaited<ReturnType<typeof startEchoService>>
let runs: readonly Finished[] = []

const ENVIRONMENT = {
  LOGIN_PASSWORD: SECRETS.password,
  TOTP_SEED: SECRETS.totp,
  IMAP_PASSWORD: SECRETS.imap,
  DOORWATCH_KEY: SECRETS.key,
}

function configText(): string {
  const at = (path: string) => `${service.url}${path}`
  const locators = {
    email: '#e',
    password: '#p',
    submit: '#s',
    code: '#c',
    signedIn: '#in',
    signOut: '#out',
    signedOut: '#s',
  }
  const login = { email: EMAIL, locators, password: { env: 'LOGIN_PASSWORD' } }
  const totp = { kind: 'password', totp: { env: 'TOTP_SEED' } }
  const mailbox = { url: post.imap.url, password: { env: 'IMAP_PASSWORD' } }
  const targets = [
    { name: 'factor', login: { ...login, url: at('/password-form'), strategy: totp } },
    { name: 'mailed', login: { ...login, url: at('/mail-form'), strategy: { kind: 'email-code', mailbox } } },
    { name: 'kept', login: { ...login, url: at('/open-form'), home: at('/home') } },
  ]
  return `export default ${JSON.stringify({ sandbox: false, targets })}`
}

beforeAll(async () => {
  post = await startPostOffice(SECRETS.imap)
  const mailTo = (text: string) => void post.imap.deliver(mailSource({ to: EMAIL, subject: text.slice(0, 200), text }))
  service = await startEchoService(SECRETS, mailTo)
  writeFileSync(join(folder, 'doorwatch.config.ts'), configText())
  const run = (...names: string[]) => doorwatch(folder, ['run', ...names, '--evidence', '--json'], ENVIRONMENT)
  runs = [await run('factor/login', 'mailed/login', 'kept/session'), await run('kept/session')]
}, 120_000)
afterAll(async () => {
  service.stop()
  await post.stop()
})

/** The forms a value may travel in. */
function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
    return text.toString('base64').slice(offset === 0 ? 0 : 4, -4)
  })
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex'), ...base64]
}

/** Where a text holds a secret, by name. */
function leaksIn(text: string): readonly string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
  )
}

describe('secrets that a service says back in every way it can', () => {
  it('were all in play: no run passed, and the service had answered each', () => {
    const [first] = runs
    const failures = (first?.stdout ?? '')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { target: string; outcome: string; failure?: { step?: string } })
      .map(({ target, outcome, failure }) => `${target} ${outcome} ${failure?.step}`)
    expect(failures.sort()).toEqual([
      'factor error enter the second factor',
      'kept failed open the app',
      'mailed error enter the code',
    ])
  })

  it('are not in what the command printed', () => {
    expect(runs[0]?.stdout).toContain('[secret ')
    for (const { stdout, stderr } of runs) {
      expect(leaksIn(stdout)).toEqual([])
      expect(leaksIn(stderr)).toEqual([])
    }
  })

  it('are in no file of the state: database, console, sealed session, bundles', () => {
    const files = filesBelow(join(folder, '.doorwatch'))
    const names = files.map(({ path }) => path)
    for (const wanted of [/doorwatch\.sqlite$/, /console\.log$/, /screenshot\.png$/, /trace\.zip$/, /kept\.session$/]) {
      expect(
        names.some((name) => wanted.test(name)),
        String(wanted),
      ).toBe(true)
    }
    for (const { path, bytes } of files)
      expect({ path, leaks: leaksIn(bytes.toString('latin1')) }).toEqual({ path, leaks: [] })
  })

  it('are in no part of a trace', () => {
    const traces = filesBelow(join(folder, '.doorwatch')).filter(({ path }) => path.endsWith('trace.zip'))
    expect(traces.length).toBeGreaterThanOrEqual(3)
    for (const { path, bytes } of traces) {
      for (const [part, content] of Object.entries(unzipSync(bytes))) {
        const where = `${path} ${part}`
        expect({ where, leaks: leaksIn(Buffer.from(content).toString('latin1')) }).toEqual({ where, leaks: [] })
      }
    }
  })
})
