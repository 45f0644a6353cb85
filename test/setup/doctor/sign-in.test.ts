import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/index.ts'
import { refusedSignIn } from '../../../src/setup/doctor/refused-sign-in.ts'
import { presetOf, useSandbox } from '../../sandbox/support.ts'
import { type ImapServer, startImapServer } from '../../support/imap-server.ts'
import { findingsOf } from './support.ts'

const running = useSandbox()
const SECRET = new Secret('WEB_PASSWORD', 'x')
const WRONG = 'amber-meadow-0123456789'
let imap: ImapServer
beforeAll(async () => {
  imap = await startImapServer({ password: 'right' })
})
afterAll(() => imap.stop())

/** The findings on signing in to a target with this login door and a console, without those of level ok. */
async function findingsFor(change: object, environment: Readonly<Record<string, string>>) {
  const { login, console: keys } = presetOf(running.sandbox.url)
  const target = { name: 'here', login: { ...login, password: undefined, ...change }, console: keys }
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-doctor-sign-in-'))
  writeFileSync(join(folder, 'doorwatch.config.ts'), `export default ${JSON.stringify({ targets: [target] })}`)
  const findings = await findingsOf(folder, environment)
  expect(JSON.stringify(findings)).not.toContain(WRONG)
  return findings.filter(({ check, level }) => /login|locators/.test(check) && level !== 'ok')
}

describe('the check of the credentials of an account', () => {
  it('names the variable of a rejected password once, with what to do', async () => {
    const findings = await findingsFor({ password: { env: 'WEB_PASSWORD' } }, { WEB_PASSWORD: WRONG })
    expect(findings).toEqual([
      {
        check: 'here/login',
        level: 'fail',
        text: expect.stringMatching(
          /^the password in WEB_PASSWORD is not accepted \(HTTP 401: .*the page says "E-mail.*at 'submit credentials'\)$/,
        ),
        todo: expect.stringMatching(/Correct WEB_PASSWORD .*login\.email/),
      },
    ])
  })

  it('names a mailbox that cannot be opened, with the variable of its password', async () => {
    const { host } = new URL(imap.url)
    const mailbox = { url: imap.url, password: { env: 'MAIL_PASSWORD' } }
    const findings = await findingsFor({ strategy: { kind: 'email-link', mailbox } }, { MAIL_PASSWORD: WRONG })
    expect(findings).toEqual([
      {
        check: 'here/login',
        level: 'fail',
        text: expect.stringMatching(new RegExp(`our mailbox ${host} cannot be opened: .*password was refused`)),
        todo: expect.stringMatching(/login\.strategy\.mailbox.*MAIL_PASSWORD/),
      },
    ])
  })

  it.each([
    [
      'a second factor',
      { kind: 'password', totp: new Secret('WEB_SEED', 'X') },
      'enter it',
      /in WEB_SEED/,
      /and WEB_SEED/,
    ],
    [
      'a mailed code',
      { kind: 'email-code', mailbox: { url: 'imap://a@b', password: SECRET } },
      'enter it',
      /code for robin/,
      /mailbox\.pattern/,
    ],
    ['a person', { kind: 'manual' }, undefined, /^HTTP 401$/, /doorwatch signin here/],
  ] as const)('says what to do about %s that is not accepted', (_what, strategy, step, text, todo) => {
    const { login } = presetOf('http://127.0.0.1:1')
    const failure = { class: 'credentials', blame: 'ours', message: 'HTTP 401', httpStatus: 401 } as const
    const door = { ...login, password: SECRET, strategy }
    const finding = refusedSignIn(
      { ...failure, ...(step ? { step } : {}) },
      { name: 'here', title: 'Here', login: door },
      door,
    )
    expect(finding).toEqual({
      check: 'here/login',
      level: 'fail',
      text: expect.stringMatching(text),
      todo: expect.stringMatching(todo),
    })
  })
})
