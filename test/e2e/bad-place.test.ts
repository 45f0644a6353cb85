import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { doorwatch, newFolder, startProduct } from '../support/product.ts'

/** Ends a test that hangs: each of several processes takes seconds to start on a busy machine. */
const LIMIT_MS = 240_000
const NOWHERE = join('/nonexistent', 'doorwatch')

/** Records a migration that this version does not have, as a newer version would. */
function addMigrationOfTheFuture(path: string): void {
  const database = new Database(path)
  const insert = 'INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)'
  database.prepare(insert).run(9_999, '9999_from_the_future.sql', 'unknown', Date.now())
  database.close()
}

describe('a place that cannot be used', { timeout: LIMIT_MS }, () => {
  it('for the dashboard: names the port that another program uses, exit code 2', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const { port } = server.address() as AddressInfo
    const { code, stderr } = await doorwatch(newFolder('bad'), ['start', '--port', String(port)])
    server.close()
    expect(code).toBe(2)
    expect(stderr).toContain(String(port))
    expect(stderr).toMatch(/port/i)
  })

  it('for the database: a file that is no database, a file in place of a folder, a newer schema: exit code 3', async () => {
    const folder = newFolder('bad')
    writeFileSync(
      join(folder, 'text.sqlite'),
      'this is not a database, only a text that is long enough to be looked at\n'.repeat(40),
    )
    writeFileSync(join(folder, 'file'), '')
    const text = await doorwatch(folder, ['start'], { DOORWATCH_DB: join(folder, 'text.sqlite'), DOORWATCH_PORT: '0' })
    expect(text.code).toBe(3)
    expect(text.stderr).toMatch(/not a database|damaged|corrupt/)
    const inFile = await doorwatch(folder, ['start'], {
      DOORWATCH_DB: join(folder, 'file', 'd.sqlite'),
      DOORWATCH_PORT: '0',
    })
    expect(inFile.code).toBe(3)
    expect(inFile.stderr).toContain(join(folder, 'file'))
    expect(await doorwatch(folder, ['run', 'api'])).toMatchObject({ code: 0 })
    addMigrationOfTheFuture(join(folder, '.doorwatch', 'doorwatch.sqlite'))
    const newer = await command(folder, ['status'])
    expect(newer.code).toBe(3)
    expect(newer.stderr).toMatch(/newer/)
  })

  it('for the browser: names the path that does not exist, exit code 2', async () => {
    const { code, stderr } = await doorwatch(newFolder('bad'), ['run', 'login'], { DOORWATCH_BROWSER: NOWHERE })
    expect(code).toBe(2)
    expect(stderr).toContain(NOWHERE)
    expect(stderr).toContain('DOORWATCH_BROWSER')
  })

  it('for a second worker: names the process of the first one, exit code 2', async () => {
    const folder = newFolder('bad')
    const first = startProduct(folder)
    await first.until('a run', (events) => events.find(({ event }) => event === 'run'), LIMIT_MS)
    const second = await doorwatch(folder, ['start'], { DOORWATCH_PORT: '0' })
    first.kill('SIGTERM')
    await first.exited
    expect(second.code).toBe(2)
    expect(second.stderr).toContain(String(first.pid))
  })
})
