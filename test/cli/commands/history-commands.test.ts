import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../src/core/index.ts'
import { command as doorwatch } from '../../support/command.ts'
import { newFolder } from '../../support/folder.ts'
import { healthy, openTestbed, runConfirmed } from '../../support/testbed.ts'

describe('commands that read history', () => {
  const folder = newFolder('history')
  const environment = { DOORWATCH_DB: join(folder, 'd.sqlite') }
  const brokeAt = Math.floor((Date.now() - HOUR) / SECOND) * SECOND
  let incident = ''

  beforeAll(async () => {
    const testbed = await openTestbed({ path: environment.DOORWATCH_DB, at: brokeAt - 10 * MINUTE })
    await healthy(testbed, brokeAt - 10 * MINUTE, 60)
    testbed.set('login', 'server_error')
    await runConfirmed(testbed, 'login', brokeAt)
    const open = await testbed.store.incidents({ from: brokeAt - HOUR, to: brokeAt + HOUR })
    incident = open[0]?.name ?? ''
    await testbed.store.close()
  })

  it('why gives the runs, the usual rate and the threshold of an incident', async () => {
    const { code, stdout } = await doorwatch(folder, ['why', incident], environment)
    expect(code).toBe(0)
    expect(stdout).toContain(`${incident}: opened at`)
    expect(stdout).toContain('login went from operational to down')
    expect(stdout).toMatch(/Evidence \d+\.\d, needed \d+\.\d/)
    expect(stdout).toContain('failed (HTTP 500)')
  })

  it('why says that nothing was suspected a minute before', async () => {
    const at = new Date(brokeAt - MINUTE).toISOString()
    const { code, stdout } = await doorwatch(folder, ['why', 'login', '--at', at], environment)
    expect(code).toBe(0)
    expect(stdout).toContain('login is operational')
    expect(stdout).toContain('Nothing is suspected.')
  })

  it('why judges the past by the policy the worker had: the sandbox’s is one false alarm a day', async () => {
    const at = new Date(brokeAt + SECOND).toISOString()
    const { stdout } = await doorwatch(folder, ['why', 'login', '--at', at], environment)
    expect(stdout).toMatch(/Suspected, not certain: 1 of 1 runs .* failed/)
    expect(stdout).toContain('for at most one false alarm in 1 day')
  })

  it('why suggests the nearest name, and refuses what is not a time', async () => {
    expect(await doorwatch(folder, ['why', 'logni'], environment)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "login"?'),
    })
    expect(await doorwatch(folder, ['why', 'login', '--at', 'noon'], environment)).toMatchObject({ code: 2 })
  })

  it('why reads a time without a zone as UTC, and refuses the future and a time for an incident', async () => {
    const at = new Date(brokeAt - MINUTE).toISOString()
    vi.stubEnv('TZ', 'Asia/Tokyo')
    const zoned = await doorwatch(folder, ['why', 'login', '--at', at], environment)
    const plain = await doorwatch(folder, ['why', 'login', '--at', at.slice(0, 19)], environment)
    vi.unstubAllEnvs()
    expect(zoned.code).toBe(0)
    expect(plain).toEqual(zoned)
    const later = new Date(Date.now() + HOUR).toISOString()
    expect(await doorwatch(folder, ['why', 'login', '--at', later], environment)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is in the future'),
    })
    expect(await doorwatch(folder, ['why', incident, '--at', at], environment)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('doorwatch why login --at'),
    })
  })

  it('status says that nothing is measured while no worker runs', async () => {
    const { code, stdout } = await doorwatch(folder, ['status'], environment)
    expect(code).toBe(3)
    expect(stdout).toContain('No worker is running')
  })

  it('report -o - prints the page and nothing else, and writes no file', async () => {
    const { code, stdout } = await doorwatch(folder, ['report', '--since', '1y', '-o', '-'], environment)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/)
    expect(existsSync(join(folder, 'doorwatch-report.html'))).toBe(false)
    expect(existsSync(join(folder, '-'))).toBe(false)
  })

  it('report --month writes two pages on a month, and refuses an invalid month', async () => {
    const month = new Date(brokeAt).toISOString().slice(0, 7)
    const zone = { ...environment, TZ: 'UTC' }
    const { code, stdout } = await doorwatch(folder, ['report', '--month', month, '--json'], zone)
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { month, open: expect.any(Boolean), current: { incidents: 1 } },
    ])
    const written = await doorwatch(folder, ['report', '--month', month], zone)
    expect(written.stdout).toBe(`${join(folder, `doorwatch-${month}.html`)}\n`)
    expect(existsSync(written.stdout.trim())).toBe(true)
    expect(await doorwatch(folder, ['report', '--month', 'March'], zone)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Write it as 2026-03.'),
    })
  })

  it('slo prints objective, budget and times per surface', async () => {
    const { code, stdout } = await doorwatch(folder, ['slo', '--json'], environment)
    expect(code).toBe(0)
    const login = JSON.parse(stdout).surfaces.find((one: { id: string }) => one.id === 'sandbox/login')
    expect(login).toMatchObject({
      budget: { objective: 0.99, runs: 61, bad: 1 },
      reliability: [{ troubles: 1 }, { cause: 'server_error' }],
    })
    expect((await doorwatch(folder, ['slo'], environment)).stdout).toMatch(/sandbox\/login\s+99\.0 %\s+98\.3 %/)
  })

  it('slo gives the numbers of the report, and what spent the budget', async () => {
    const { surfaces } = JSON.parse((await doorwatch(folder, ['slo', '--json'], environment)).stdout)
    const written = await doorwatch(folder, ['report', '--since', '24h', '--json'], environment)
    const { objectives } = JSON.parse(written.stdout).trend as { objectives: { target: string; surface: string }[] }
    expect(surfaces).toHaveLength(objectives.length)
    for (const { target, surface, ...shown } of objectives) {
      const { budget, time, dayRate } = surfaces.find(({ id }: { id: string }) => id === `${target}/${surface}`)
      const { objective, measured, runs, bad, allowed, left, verdict } = budget
      expect(shown).toMatchObject({ objective, measured, runs, bad, allowed, left, verdict, ...time, dayRate })
    }
    const login = surfaces.find(({ id }: { id: string }) => id === 'sandbox/login')
    expect(login).toMatchObject({ incidents: [{ name: incident, bad: 1 }], timeLeftMs: 0 })
    const { stdout } = await doorwatch(folder, ['slo'], environment)
    expect(stdout).toMatch(/sandbox\/login .*−0\.39 of 0\.61 runs \(−\d+ h \d+ min\) +used up/)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('mute begins, is listed and ends', async () => {
    expect(await doorwatch(folder, ['mute', 'login', '--for', '2h', '--reason', 'planned'], environment)).toMatchObject(
      {
        code: 0,
        stdout: expect.stringContaining('login: no alerts for 2 h'),
      },
    )
    const { stdout } = await doorwatch(folder, ['mute', '--list', '--json'], environment)
    expect(JSON.parse(stdout)).toMatchObject([{ kind: 'mute', surface: 'login', reason: 'planned' }])
    expect(await doorwatch(folder, ['mute', '--end'], environment)).toMatchObject({
      stdout: 'All mutes are ended: alerts are sent again.\n',
    })
    expect(await doorwatch(folder, ['mute', 'login', '--maintenance'], environment)).toMatchObject({
      stdout: expect.stringContaining('login: under maintenance, without alerts, for 1 h'),
    })
    expect(await doorwatch(folder, ['mute', '--end'], environment)).toMatchObject({ code: 0 })
    expect(await doorwatch(folder, ['mute', 'logni'], environment)).toMatchObject({ code: 2 })
  })

  it('incident close ends an open incident with the reason, once', async () => {
    const close = () => doorwatch(folder, ['incident', 'close', incident, '--why', 'planned work'], environment)
    expect(await close()).toMatchObject({ code: 0, stdout: expect.stringContaining(`${incident} is closed`) })
    const why = await doorwatch(folder, ['why', incident], environment)
    expect(why.stdout).toMatch(/It was closed at .*, by hand: planned work\./)
    expect(await close()).toMatchObject({ code: 2, stderr: expect.stringContaining('is not open') })
    expect(await doorwatch(folder, ['incident', 'close', incident], environment)).toMatchObject({ code: 2 })
  })

  it('backtest replays the stored runs through our rule and the others', async () => {
    const { code, stdout } = await doorwatch(folder, ['backtest', '--since', '1d', '--json'], environment)
    expect(code).toBe(0)
    const { rules } = JSON.parse(stdout)
    expect(Object.keys(rules)).toEqual(
      expect.arrayContaining(['doorwatch', 'gatus', 'uptime-kuma', 'llmstatus', 'aiwatch']),
    )
    expect(rules['uptime-kuma'].alerts).toBeGreaterThan(0)
    const live = await doorwatch(folder, ['why', incident], environment)
    const [opened] = rules.doorwatch.incidents.map((one: { openedAt: string }) => one.openedAt.slice(11, 19))
    expect(live.stdout).toContain(`opened at ${opened} UTC`)
  })

  it('backtest takes rows in any order, and leaves out those that are there twice', async () => {
    const rows = Array.from({ length: 400 }, (_none, minute) => {
      const outcome = minute >= 300 && minute < 330 ? 'failed' : 'passed'
      return `${new Date(Date.UTC(2026, 0, 1) + minute * MINUTE).toISOString()},login,${outcome},,180,`
    })
    const write = (name: string, lines: readonly string[]) =>
      writeFileSync(
        join(folder, name),
        ['at,surface,outcome,http_status,duration_ms,failure_class', ...lines].join('\n'),
      )
    write('sorted.csv', rows)
    write('newest-first.csv', [...rows, ...rows.slice(310, 320)].reverse())
    const sorted = await doorwatch(folder, ['backtest', '--runs', 'sorted.csv', '--json'], environment)
    const mixed = await doorwatch(folder, ['backtest', '--runs', 'newest-first.csv', '--json'], environment)
    expect(JSON.parse(sorted.stdout).rules.doorwatch.alerts).toBe(1)
    expect(mixed.stdout).toBe(sorted.stdout)
    expect([sorted.stderr, mixed.stderr]).toEqual(['', 'newest-first.csv: 10 repeated rows left out\n'])
  })

  it('backtest reads a gzipped CSV of another monitor, names bad lines by number, and compares a policy', async () => {
    const start = Date.UTC(2026, 0, 1)
    const rows = Array.from({ length: 3_000 }, (_, minute) => {
      const bad = minute >= 2_000 && minute < 2_030
      return `${new Date(start + minute * MINUTE).toISOString()},login,${bad ? 'failed' : 'passed'},${bad ? 500 : 200},180,${bad ? 'server_error' : ''}`
    })
    rows[10] = 'yesterday,login,passed,200,180,'
    const csv = ['at,surface,outcome,http_status,duration_ms,failure_class', ...rows].join('\n')
    writeFileSync(join(folder, 'runs.csv.gz'), gzipSync(csv))
    writeFileSync(join(folder, 'policy.json'), '{ "falseAlarmDays": 7 }')
    const json = await doorwatch(folder, ['backtest', '--runs', 'runs.csv.gz', '--json'], environment)
    expect(json.code).toBe(0)
    expect(json.stderr).toContain('runs.csv.gz:12: "yesterday" is not a time')
    const ours = JSON.parse(json.stdout).rules.doorwatch
    expect(ours).toMatchObject({ alerts: 1, incidents: [{ surfaces: ['login'] }] })
    const opened = Date.parse(ours.incidents[0].openedAt)
    expect(opened - (start + 2_000 * MINUTE)).toBeLessThan(5 * MINUTE)
    const text = await doorwatch(folder, ['backtest', '--runs', 'runs.csv.gz', '--policy', 'policy.json'], environment)
    expect(text.stdout).toContain('What the changed policy would change:')
    expect(await doorwatch(folder, ['backtest', '--runs', 'none.csv'], environment)).toMatchObject({ code: 2 })
  })
})

describe('a surface of which there is one run, and that failed', () => {
  const folder = newFolder('first-run')
  const environment = { DOORWATCH_DB: join(folder, 'd.sqlite') }

  beforeAll(async () => {
    const at = Date.now() - 5 * SECOND
    const testbed = await openTestbed({ path: environment.DOORWATCH_DB, at })
    testbed.set('login', 'server_error')
    await testbed.run('login', at)
    await testbed.store.close()
  })

  it('is listed by status and why, without data yet', async () => {
    const { code, stdout } = await doorwatch(folder, ['status', 'login', '--json'], environment)
    expect({ code, surfaces: JSON.parse(stdout).surfaces }).toMatchObject({
      code: 3,
      surfaces: [{ surface: 'login', state: 'unknown', lastRun: { outcome: 'failed' } }],
    })
    const why = await doorwatch(folder, ['why', 'login'], environment)
    expect(why).toMatchObject({ code: 0, stdout: expect.stringContaining('login is unknown') })
  })
})
