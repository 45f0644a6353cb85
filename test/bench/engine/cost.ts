import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { cell, median, verdict } from '../numbers.ts'
import { cpuOf, cpuOfEnded } from '../process-stats.ts'
import { ask } from './child.ts'
import type { RawAnswer } from './raw.ts'
import type { Setting } from './setting.ts'

const ROUNDS = 5
const BATCH = 10
const TEST_RUNS = 3

interface Cost {
  readonly cpu: number[]
  readonly wall: number[]
}

/** The probes that are compared, and how many of their sessions make a batch. */
const PROBES = [
  { name: 'one-page', file: 'test/bench/engine/probes/one-page.probe.ts', words: 'one page' },
  { name: 'login', file: 'probes/login.probe.ts', words: 'sign in, sign out: three pages' },
] as const
type Compared = (typeof PROBES)[number]

/** CPU and wall per run: engine, raw warm Playwright, `npx playwright test`. Batches take turns, so that noise hits all. */
export async function measureCost(setting: Setting): Promise<void> {
  for (const probe of PROBES) await compare(setting, probe)
}

async function compare(setting: Setting, probe: Compared): Promise<void> {
  const engine: Cost = { cpu: [], wall: [] }
  const raw: Cost = { cpu: [], wall: [] }
  await engineBatch(setting, probe, { cpu: [], wall: [] }, 3)
  await rawBatch(setting, probe, { cpu: [], wall: [] }, 3)
  for (let round = 0; round < ROUNDS; round += 1) {
    await engineBatch(setting, probe, engine, BATCH)
    await rawBatch(setting, probe, raw, BATCH)
  }
  const test = testRuns(setting, probe)
  console.log(`\nCost of one run (${probe.words}), ${setting.browser.name} ${setting.browser.version}`)
  console.log('                              CPU s   wall s   (medians; browser and children included)')
  const line = (name: string, { cpu, wall }: Cost) =>
    console.log(`  ${name.padEnd(24)}${cell(median(cpu), 3)}${cell(median(wall), 2)}`)
  line('engine', engine)
  line('raw warm Playwright', raw)
  line('npx playwright test', test)
  const overRaw = median(engine.cpu.map((cpu, round) => cpu / (raw.cpu[round] ?? Number.NaN)))
  console.log(verdict('engine over raw', `${overRaw.toFixed(2)} times`, 'at most 1.25', overRaw <= 1.25))
  const underTest = median(test.cpu) / median(engine.cpu)
  if (probe.name === 'login') return console.log(`       cheaper than playwright test: ${underTest.toFixed(1)} times`)
  console.log(verdict('cheaper than playwright test', `${underTest.toFixed(1)} times`, 'at least 8', underTest >= 8))
}

async function engineBatch(setting: Setting, probe: Compared, cost: Cost, times: number): Promise<void> {
  const runner = setting.engine.health().runner ?? 0
  const before = cpuOf(runner) + ownCpu()
  for (let turn = 0; turn < times; turn += 1) {
    const begun = performance.now()
    const result = await setting.run('sandbox', probe.name)
    if (result.outcome !== 'passed') throw new Error(`a run of the benchmark failed: ${JSON.stringify(result.failure)}`)
    cost.wall.push((performance.now() - begun) / 1_000)
  }
  cost.cpu.push((cpuOf(runner) + ownCpu() - before) / times)
}

async function rawBatch(setting: Setting, probe: Compared, cost: Cost, times: number): Promise<void> {
  const pid = setting.raw.pid ?? 0
  const before = cpuOf(pid)
  const order = { executablePath: setting.browser.path, file: probe.file, times, url: setting.urls.sandbox }
  const answer = await ask<RawAnswer>(setting.raw, order)
  cost.wall.push(...answer.wallMs.map((ms) => ms / 1_000))
  cost.cpu.push((cpuOf(pid) - before) / times)
}

/** The supervisor's own part. */
function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000_000
}

function testRuns(setting: Setting, probe: Compared): Cost {
  const cost: Cost = { cpu: [], wall: [] }
  const cli = join(PACKAGE_ROOT, 'node_modules/@playwright/test/cli.js')
  const config = join(PACKAGE_ROOT, 'test/bench/engine/playwright.config.ts')
  for (let turn = 0; turn < TEST_RUNS; turn += 1) {
    const before = cpuOfEnded()
    const begun = performance.now()
    const ended = spawnSync(process.execPath, [cli, 'test', '--config', config, '--grep', `sandbox/${probe.name}`], {
      cwd: PACKAGE_ROOT,
      env: { ...process.env, DOORWATCH_SANDBOX_URL: setting.urls.sandbox },
      encoding: 'utf8',
    })
    if (ended.status !== 0) throw new Error(`npx playwright test failed: ${ended.stdout}${ended.stderr}`)
    cost.wall.push((performance.now() - begun) / 1_000)
    cost.cpu.push(cpuOfEnded() - before)
  }
  return cost
}
