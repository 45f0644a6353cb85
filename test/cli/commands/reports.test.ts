import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SILENT } from '../../../src/core/index.ts'
import { openStore } from '../../../src/store/index.ts'
import { command } from '../../support/command.ts'
import { newFolder } from '../../support/folder.ts'

/** A folder with a database, as the worker leaves it. */
async function folderWithDatabase(): Promise<string> {
  const folder = newFolder('reports')
  const store = await openStore({ path: join(folder, 'd.sqlite'), log: SILENT, clock: { now: () => Date.now() } })
  await store.close()
  return folder
}

const run = (folder: string, ...args: readonly string[]) =>
  command(folder, ['reports', ...args], { DOORWATCH_DB: join(folder, 'd.sqlite') })

describe('doorwatch reports', () => {
  it('makes a token that is shown once, and stores its hash alone', async () => {
    const folder = await folderWithDatabase()
    const { code, stdout, stderr } = await run(folder, 'token')
    const token = stdout.trim()
    expect([code, token]).toEqual([0, expect.stringMatching(/^dwr_[\w-]{32}$/)])
    const hash = createHash('sha256').update(token).digest('hex')
    expect(stderr).toContain(`doorwatch reports revoke ${hash.slice(0, 8)}`)
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
    expect(files.some((text) => text.includes(hash))).toBe(true)
    expect(files.some((text) => text.includes(token))).toBe(false)
    expect((await run(folder, 'list')).stdout).toMatch(new RegExp(`^${hash.slice(0, 8)} .* valid\n$`))
  })

  it('revokes one token, or all', async () => {
    const folder = await folderWithDatabase()
    for (let count = 0; count < 3; count += 1) await run(folder, 'token')
    const [first] = JSON.parse((await run(folder, 'list', '--json')).stdout)
    expect(await run(folder, 'revoke', first.token)).toMatchObject({ code: 0, stdout: 'Revoked one token.\n' })
    expect(await run(folder, 'revoke', first.token)).toMatchObject({ code: 2 })
    expect((await run(folder, 'revoke', 'all')).stdout).toBe('Revoked 2 tokens.\n')
    const tokens = JSON.parse((await run(folder, 'list', '--json')).stdout)
    expect(tokens.every(({ revokedAt }: { revokedAt?: string }) => revokedAt !== undefined)).toBe(true)
  })

  it('says what is wrong with a name, and what to do without a database', async () => {
    const folder = await folderWithDatabase()
    expect(await run(folder, 'revoke', '%')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('matches no token'),
    })
    expect((await run(folder, 'list')).stdout).toContain('doorwatch reports token')
    expect((await run(newFolder('none'), 'token')).code).not.toBe(0)
  })
})
