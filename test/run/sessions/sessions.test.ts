import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newStateDir, type OpenSandbox, openLab, openSandbox, SHORT_STEPS, stepsOf, targetOf } from './kit.ts'

const KEY = 'a long enough key of the environment'
let sandbox: OpenSandbox

beforeAll(async () => {
  sandbox = await openSandbox()
})
afterEach(() => sandbox.control.heal())
afterAll(() => sandbox.stop())

const fileOf = (stateDir: string) => join(stateDir, 'sessions/sandbox.session')

describe('new sign-ins and existing sessions', () => {
  it('are judged separately: sign-in fails while existing sessions work', async () => {
    const lab = await openLab({ target: targetOf(sandbox), stateDir: newStateDir() })
    expect((await lab.run('session')).outcome).toBe('passed')
    await sandbox.control.break('login', '500')
    const login = await lab.run('login')
    expect(login).toMatchObject({ surface: 'login', outcome: 'failed', failure: { step: 'submit credentials' } })
    expect(await lab.run('session')).toMatchObject({ surface: 'session', outcome: 'passed' })
    expect((await lab.run('chat')).outcome).toBe('passed')
  })

  it('are judged separately: a valid session is refused while sign-in works', async () => {
    const lab = await openLab({ target: targetOf(sandbox), stateDir: newStateDir(), overrides: SHORT_STEPS })
    expect((await lab.run('session')).outcome).toBe('passed')
    await sandbox.control.break('session', 'refused-session')
    const session = await lab.run('session')
    expect(session.failure).toMatchObject({ class: 'refused_session', blame: 'provider', step: 'open the app' })
    await sandbox.control.break('session', 'refused-session', { times: 1 })
    expect((await lab.run('session')).failure?.class).toBe('refused_session')
    expect((await lab.run('session')).outcome).toBe('passed')
  })

  it('do not count against a surface that was not tried for want of a session', async () => {
    const lab = await openLab({ target: targetOf(sandbox), stateDir: newStateDir() })
    await sandbox.control.break('login', '500')
    const run = await lab.run('session')
    expect(run).toMatchObject({ outcome: 'error', failure: { blame: 'ours' } })
    expect(run.failure?.message).toContain('no session to start with: HTTP 500')
  })
})

describe('a sign-out', () => {
  it('that fails is a failure of the login, at its step', async () => {
    const lab = await openLab({ target: targetOf(sandbox), stateDir: newStateDir() })
    await lab.run('login')
    await sandbox.control.break('login', '500', { route: 'sign-out' })
    expect((await lab.run('login')).failure).toMatchObject({ class: 'server_error', step: 'sign out' })
  })
})

describe('a session that is kept', () => {
  it('is used again by the next process, without signing in', async () => {
    const stateDir = newStateDir()
    const first = await openLab({ target: targetOf(sandbox), stateDir, key: KEY, ownProcess: true })
    expect(stepsOf(await first.run('login'))).not.toContain('sign out: passed')
    await first.engine.stop()
    await sandbox.control.break('login', 'hang')
    const second = await openLab({ target: targetOf(sandbox), stateDir, key: KEY, ownProcess: true })
    expect((await second.run('session')).outcome).toBe('passed')
  })

  it('is not kept without a key', async () => {
    const stateDir = newStateDir()
    const lab = await openLab({ target: targetOf(sandbox), stateDir })
    expect((await lab.run('session')).outcome).toBe('passed')
    expect(existsSync(fileOf(stateDir))).toBe(false)
  })

  it('and does not open is reported once, and replaced by signing in', async () => {
    const stateDir = newStateDir()
    const first = await openLab({ target: targetOf(sandbox), stateDir, key: KEY })
    await first.run('session')
    await first.engine.stop()
    const second = await openLab({ target: targetOf(sandbox), stateDir, key: 'another key of someone else' })
    expect((await second.run('session')).outcome).toBe('passed')
    expect(second.log.lines.filter((line) => line.includes('does not open'))).toHaveLength(1)
  })

  it('and has ended since the last start is no outage: the engine signs in without a warning', async () => {
    const stateDir = newStateDir()
    const stoppedSandbox = await openSandbox()
    const first = await openLab({ target: targetOf(stoppedSandbox), stateDir, key: KEY })
    await first.run('session')
    await first.engine.stop()
    const before = readFileSync(fileOf(stateDir))
    // A restarted service has none of its old sessions.
    await stoppedSandbox.stop()
    const second = await openLab({ target: targetOf(sandbox), stateDir, key: KEY })
    expect((await second.run('session')).outcome).toBe('passed')
    expect(readFileSync(fileOf(stateDir)).equals(before)).toBe(false)
    expect(second.log.lines.filter((line) => /warn|session/.test(line))).toEqual([])
  })
})

describe('an account that only a person can sign in to', () => {
  const manual = () => targetOf(sandbox, { kind: 'manual' })

  it('has no login probe, and what is missing is reported to its owner', async () => {
    const lab = await openLab({ target: manual(), stateDir: newStateDir(), key: KEY })
    await expect(async () => lab.run('login')).rejects.toThrow('no plan for login, only for')
    const run = await lab.run('session')
    expect(run).toMatchObject({ outcome: 'error', failure: { class: 'credentials', blame: 'ours' } })
    expect(run.failure?.message).toContain('sign in with "doorwatch signin sandbox"')
  })

  it('is watched through the session that was kept, and its refusal is the provider’s', async () => {
    const stateDir = newStateDir()
    const signedIn = await openLab({ target: targetOf(sandbox), stateDir, key: KEY })
    await signedIn.run('login')
    await signedIn.engine.stop()
    const lab = await openLab({ target: manual(), stateDir, key: KEY, overrides: { session: SHORT_STEPS.session } })
    expect((await lab.run('session')).outcome).toBe('passed')
    await sandbox.control.break('session', 'refused-session')
    expect((await lab.run('session')).failure).toMatchObject({ class: 'refused_session', blame: 'provider' })
    await sandbox.control.heal()
    expect((await lab.run('session')).outcome).toBe('passed')
  })
})
