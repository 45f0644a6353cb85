import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Mailbox, Secret } from '../../../src/core/index.ts'
import { SANDBOX_SECOND_FACTOR } from '../../../src/sandbox/index.ts'
import { type PostOffice, startPostOffice } from '../../support/post-office.ts'
import { newStateDir, type OpenSandbox, openLab, openSandbox, SHORT_STEPS, stepsOf, targetOf } from './kit.ts'

const IMAP_PASSWORD = 'imap-word-4471'
let post: PostOffice
let sandbox: OpenSandbox
const stateDir = newStateDir()

beforeAll(async () => {
  post = await startPostOffice(IMAP_PASSWORD)
  sandbox = await openSandbox({ smtp: post.smtpUrl })
})
afterEach(() => sandbox.control.heal())
afterAll(async () => {
  await sandbox.stop()
  await post.stop()
})

const mailbox = (extra: Partial<Mailbox> = {}): Mailbox => ({
  url: post.imap.url,
  password: new Secret('IMAP_PASSWORD', IMAP_PASSWORD),
  ...extra,
})
const TOTP = { kind: 'password', totp: new Secret('TOTP_SEED', SANDBOX_SECOND_FACTOR.totpSeed) } as const

describe('a sign-in with a password', () => {
  it('signs in and out, or keeps its session for other probes', async () => {
    const lab = await openLab({ target: targetOf(sandbox), stateDir })
    const first = await lab.run('login')
    expect(stepsOf(first)).toEqual(['open sign-in page: passed', 'submit credentials: passed'])
    const second = await lab.run('login')
    expect(stepsOf(second)).toEqual(['open sign-in page: passed', 'submit credentials: passed', 'sign out: passed'])
    expect((await lab.run('session')).outcome).toBe('passed')
  })
})

describe('a sign-in with a second factor', () => {
  it('signs in with the code of the authenticator app', async () => {
    const lab = await openLab({ target: targetOf(sandbox, TOTP), stateDir })
    const run = await lab.run('login')
    expect(stepsOf(run)).toEqual([
      'open sign-in page: passed',
      'submit credentials: passed',
      'enter the second factor: passed',
    ])
  })

  it('gets blame ours where the code is not accepted', async () => {
    await sandbox.control.break('login', 'code-refused')
    const lab = await openLab({ target: targetOf(sandbox, TOTP), stateDir, overrides: SHORT_STEPS })
    const run = await lab.run('login')
    expect(run.failure).toMatchObject({
      class: 'credentials',
      blame: 'ours',
      step: 'enter the second factor',
      httpStatus: 401,
    })
  })

  it('is the service that fails where it answers the code with an error', async () => {
    await sandbox.control.break('login', '500', { route: 'factor' })
    const lab = await openLab({ target: targetOf(sandbox, TOTP), stateDir })
    const run = await lab.run('login')
    expect(run.failure).toMatchObject({ class: 'server_error', blame: 'provider', step: 'enter the second factor' })
  })
})

describe('a sign-in with a mailed link', () => {
  it('waits for the mail of this sign-in, opens its link and takes the mail away', async () => {
    const lab = await openLab({ target: targetOf(sandbox, { kind: 'email-link', mailbox: mailbox() }), stateDir })
    const run = await lab.run('login')
    expect(stepsOf(run)).toEqual([
      'open sign-in page: passed',
      'ask for the mail: passed',
      'wait for the mail: passed',
      'open the link: passed',
    ])
    expect(run.steps[2]?.measures.mail_ms).toBeGreaterThan(0)
    expect(post.imap.mails).toHaveLength(0)
  })

  it('gives the provider the blame for a mail that never comes, and says how long it waited', async () => {
    await sandbox.control.break('login', 'mail-lost')
    const strategy = { kind: 'email-link', mailbox: mailbox({ withinMs: 1_500 }) } as const
    const run = await (await openLab({ target: targetOf(sandbox, strategy), stateDir })).run('login')
    expect(run.failure).toMatchObject({
      class: 'timeout',
      blame: 'provider',
      step: 'wait for the mail',
      message: 'no sign-in mail within 1.5 s',
    })
  })

  it('passes with a late mail, and shows how late it was', async () => {
    await sandbox.control.break('login', 'mail-late', { delayMs: 2_500 })
    const lab = await openLab({ target: targetOf(sandbox, { kind: 'email-link', mailbox: mailbox() }), stateDir })
    const run = await lab.run('login')
    expect(run.outcome).toBe('passed')
    expect(run.steps.find(({ name }) => name === 'wait for the mail')?.measures.mail_ms).toBeGreaterThan(2_000)
  })

  it('never blames the provider for a mailbox that does not open', async () => {
    const wrong = mailbox({ password: new Secret('IMAP_PASSWORD', 'not-the-password') })
    const lab = await openLab({ target: targetOf(sandbox, { kind: 'email-link', mailbox: wrong }), stateDir })
    const run = await lab.run('login')
    expect(run.failure).toMatchObject({ class: 'credentials', blame: 'ours' })
    expect(run.failure?.message).toMatch(/our mailbox .* cannot be opened: user name or password was refused/)
  })
})

describe('a sign-in with a mailed code', () => {
  it('types in the code of the mail, also as preparation of a probe that starts signed in', async () => {
    const lab = await openLab({ target: targetOf(sandbox, { kind: 'email-code', mailbox: mailbox() }), stateDir })
    expect((await lab.run('session')).outcome).toBe('passed')
    expect(stepsOf(await lab.run('login'))).toEqual([
      'open sign-in page: passed',
      'ask for the mail: passed',
      'wait for the mail: passed',
      'enter the code: passed',
      'sign out: passed',
    ])
    expect(post.imap.mails).toHaveLength(0)
  })

  it('fails where the service cannot even be asked for the mail', async () => {
    await sandbox.control.break('login', '500')
    const lab = await openLab({ target: targetOf(sandbox, { kind: 'email-code', mailbox: mailbox() }), stateDir })
    const run = await lab.run('login')
    expect(run.failure).toMatchObject({ class: 'server_error', step: 'ask for the mail', httpStatus: 500 })
  })
})
