import { cell, verdict } from '../numbers.ts'
import { pssOf, treeOf } from '../process-stats.ts'
import type { Setting } from './setting.ts'

const RUNS = 500
const AIM_MB = 350

/** Memory of worker, runner and browser, at rest and after many runs. */
export async function measureMemory(setting: Setting): Promise<void> {
  console.log('\nMemory (PSS, MB)                worker   runner  browser      sum')
  const rest = show('at rest', setting)
  for (let turn = 0; turn < RUNS; turn += 1) await setting.run('page-0', 'navigate')
  const after = show(`after ${RUNS} runs`, setting)
  const most = Math.max(rest, after)
  console.log(verdict('all together', `${most.toFixed(0)} MB`, `under ${AIM_MB} MB`, most < AIM_MB))
  console.log(verdict('growth', `${(after - rest).toFixed(0)} MB`, 'flat', after - rest < 30))
}

function show(when: string, setting: Setting): number {
  const runner = setting.engine.health().runner ?? 0
  const browser = treeOf(runner).filter((pid) => pid !== runner)
  const parts = [pssOf(process.pid), pssOf(runner), browser.reduce((sum, pid) => sum + pssOf(pid), 0)]
  const sum = parts.reduce((total, part) => total + part, 0)
  console.log(`  ${when.padEnd(24)}${[...parts, sum].map((part) => cell(part, 0)).join('')}`)
  return sum
}
