import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/index.ts'
import { command as doorwatch } from '../../support/command.ts'
import { newFolder, doorwatch as spawned } from '../../support/product.ts'

const HEADER = 'at,surface,outcome,http_status,duration_ms,failure_class'
const START = Date.UTC(2026, 0, 1)

/** A folder with files; `runs.csv` has an outage after five hours and one after fifteen. */
function folderWith(files: Readonly<Record<string, string>> = {}): string {
  const folder = newFolder('backtest')
  const rows = Array.from({ length: 1_200 }, (_none, minute) => {
    const bad = minute % 600 >= 300 && minute % 600 < 330
    return `${new Date(START + minute * MINUTE).toISOString()},login,${bad ? 'failed' : 'passed'},,180,`
  })
  const all = { 'runs.csv': [HEADER, ...rows].join('\n'), ...files }
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text)
  return folder
}

const replayed = (folder: string, ...more: readonly string[]) =>
  doorwatch(folder, ['backtest', '--runs', 'runs.csv', '--json', ...more])
const alertsOf = (stdout: string) => JSON.parse(stdout).rules.doorwatch.alerts as number

describe('a file of runs', () => {
  it('is replayed where the folder’s configuration cannot be used, with a notice; not where that was named', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': 'throw new Error("not here")' })
    const { code, stdout, stderr } = await replayed(folder)
    expect({ code, alerts: alertsOf(stdout) }).toEqual({ code: 0, alerts: 2 })
    expect(stderr).toMatch(
      /^The configuration of this folder is not usable \(.*not here.*\)\. Replaying with the default falseAlarmDays: 90\.\n$/,
    )
    const named = await replayed(folder, '--config', 'doorwatch.config.ts')
    expect(named).toMatchObject({ code: 2, stderr: expect.stringContaining('not here') })
  })

  it('in which an outage came back soon is one incident in JSON too, with the times it was reopened', async () => {
    const rows = Array.from({ length: 500 }, (_none, minute) => {
      const bad = minute >= 300 && minute < 380 && minute % 60 < 20
      return `${new Date(START + minute * MINUTE).toISOString()},login,${bad ? 'failed' : 'passed'},,180,`
    })
    const { stdout } = await replayed(folderWith({ 'runs.csv': [HEADER, ...rows].join('\n') }))
    expect(JSON.parse(stdout).rules.doorwatch.incidents).toEqual([
      {
        openedAt: expect.stringMatching(/^2026-01-01T05:0/),
        resolvedAt: expect.stringMatching(/^2026-01-01T06:2/),
        reopenedAt: [expect.stringMatching(/^2026-01-01T06:0/)],
        surfaces: ['login'],
      },
    ])
  })

  it('says the same of every rule when it is so long that rules are played in a thread', async () => {
    const rows = Array.from({ length: 110_000 }, (_none, index) => {
      const [minute, surface] = [Math.floor(index / 5), ['login', 'chat', 'console', 'cli', 'api'][index % 5]]
      const bad = (surface === 'login' && minute % 6_000 >= 5_000 && minute % 6_000 < 5_040) || index % 7_919 === 0
      return `${new Date(START + minute * MINUTE).toISOString()},${surface},${bad ? 'failed' : 'passed'},,180,`
    })
    const text = [HEADER, ...rows].join('\n')
    const folder = folderWith({ 'runs.csv': text })
    expect(text.length).toBeGreaterThan(4 << 20)
    // Packed it is short, and one thread replays it. Threads are started from the built product, so both run as processes.
    writeFileSync(join(folder, 'packed.csv.gz'), gzipSync(text))
    const packed = await spawned(folder, ['backtest', '--runs', 'packed.csv.gz'])
    expect(packed.code).toBe(0)
    expect(await spawned(folder, ['backtest', '--runs', 'runs.csv'])).toEqual(packed)
  })

  it('may be an export of another monitor: UTF-16, NULL in every failing row, and the outage is found', async () => {
    const rows = Array.from({ length: 1_200 }, (_none, minute) => {
      const bad = minute >= 300 && minute < 330
      const time = new Date(START + minute * MINUTE).toISOString().replace('T', ' ').replace('Z', '')
      return `7\t${bad ? 0 : 1}\t${bad ? 'Request failed with status code 503' : '200 - OK'}\t${time}\t${bad ? 'NULL' : 87}`
    })
    const text = ['monitor_id\tstatus\tmsg\ttime\tping', ...rows].join('\r\n')
    const folder = folderWith()
    writeFileSync(join(folder, 'runs.csv'), Buffer.from(`\uFEFF${text}`, 'utf16le'))
    const { code, stdout, stderr } = await replayed(folder)
    expect({ code, alerts: alertsOf(stdout) }).toEqual({ code: 0, alerts: 1 })
    expect(stderr).toContain('runs.csv: 30 rows with NULL in place of a number counted, with 0 for it\n')
  })

  it('is replayed from a span before its newest row', async () => {
    const { stdout } = await replayed(folderWith(), '--since', '7h')
    expect(alertsOf(stdout)).toBe(1)
  })

  it('that has a header only differs from one without a usable row', async () => {
    const folder = folderWith({ 'empty.csv': `${HEADER}\n`, 'bad.csv': `${HEADER}\nyesterday,login,passed,,,\n` })
    expect(await doorwatch(folder, ['backtest', '--runs', 'empty.csv'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('empty.csv has a header and no rows'),
    })
    expect(await doorwatch(folder, ['backtest', '--runs', 'bad.csv'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('bad.csv has no valid row'),
    })
  })

  it('must have a name', async () => {
    expect(await doorwatch(folderWith(), ['backtest', '--runs', ''])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--runs needs the path of a file'),
    })
  })
})

describe('a policy file', () => {
  const withPolicy = (text: string) => replayed(folderWith({ 'p.json': text }), '--policy', 'p.json')

  it('may begin with a byte order mark, and changes only what it names', async () => {
    const folder = folderWith({
      'p.json': '\uFEFF{ "settle": "2h" }',
      'doorwatch.config.ts': 'export default { falseAlarmDays: 3650 }',
    })
    const { code, stdout } = await doorwatch(folder, ['backtest', '--runs', 'runs.csv', '--policy', 'p.json'])
    expect(code).toBe(0)
    expect(stdout).toContain('What the changed policy would change:\n  nothing')
  })

  it('that is not there gets a hint on policies, not on runs', async () => {
    const { code, stderr } = await replayed(folderWith(), '--policy', 'none.json')
    expect(code).toBe(2)
    expect(stderr).toContain('Write JSON such as')
    expect(stderr).not.toContain('CSV')
  })

  it('that is wrong is reported with every key, what was expected and what it has', async () => {
    const { code, stderr } = await withPolicy('{ "falseAlarmDays": "30", "setle": "8h", "settle": "soon" }')
    expect(code).toBe(2)
    expect(stderr).toContain('p.json: falseAlarmDays: expected a number, got "30"')
    expect(stderr).toContain('p.json: settle: expected a duration such as 30s, 5m, 2h or 90d')
    expect(stderr).toContain('Did you mean "settle"?')
    expect(stderr).not.toMatch(/[{[]\s*"code"/)
  })

  it.each(['[]', '"8h"', '{ settle: 8 }'])('that holds %s is refused', async (text) => {
    expect(await withPolicy(text)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/p\.json (is not JSON|does not contain a JSON object, so it is no policy)/),
    })
  })
})
