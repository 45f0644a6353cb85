import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DAY, type FailoverProof, SILENT } from '../../../src/core/index.ts'
import { openStore } from '../../../src/store/index.ts'
import { folderWith } from '../../config/kit.ts'
import { command } from '../../support/command.ts'

const CONFIG = `import { claude, defineConfig, env, openai, switchTo, workflow } from 'doorwatch'
  export default defineConfig({
    targets: [claude({ key: env('KEY') }), openai({ key: env('KEY') })],
    workflows: [workflow('code review', {
      people: 25, rate: { amount: 90, currency: 'GBP' }, hours: 'Mo-Fr 09:00-18:00 Europe/London',
      uses: ['claude/cli', 'claude/api'], fallback: switchTo({ through: 'openai/cli', capacity: 0.6 }),
    })],
    schedule: { 'openai/api': { off: true } },
  })`

/** What `plan --json` says of a database with these proofs. */
async function planWith(proofs: readonly Omit<FailoverProof, 'through' | 'route'>[]) {
  const folder = folderWith({ 'doorwatch.config.ts': CONFIG })
  const path = join(folder, 'd.sqlite')
  const store = await openStore({ path, log: SILENT, clock: { now: () => Date.now() } })
  for (const proof of proofs) await store.saveProof({ ...proof, through: 'openai/cli', route: 'cli' })
  await store.close()
  const { code, stdout } = await command(folder, ['plan', '--check', '--json'], { KEY: 'k', DOORWATCH_DB: path })
  const { workflows, measured, ok } = JSON.parse(stdout)
  return { code, measured, ok, texts: workflows[0].shortfalls.map(({ text }: { text: string }) => text) }
}

describe('doorwatch plan with a database', () => {
  it('reads the stored failover proofs, and fails --check while model B is not measured', async () => {
    const green = { class: 'overloaded', green: true, at: Date.now() - DAY } as const
    const notMeasured = expect.stringMatching(/^openai\/cli is not measured/)
    expect(await planWith([green])).toEqual({ code: 1, measured: true, ok: false, texts: [notMeasured] })
    expect((await planWith([])).texts).toEqual([notMeasured, 'the failover to openai/cli was never proven'])
    expect((await planWith([{ ...green, at: Date.now() - 40 * DAY }])).texts).toEqual([
      notMeasured,
      'the failover proof of openai/cli is 40 d old (limit 30 d)',
    ])
    expect((await planWith([{ ...green, green: false }])).texts).toEqual([
      notMeasured,
      'the failover to openai/cli did not work: overloaded on route cli',
    ])
  })
})
