import { rmSync } from 'node:fs'
import { isAlive, newFolder, startProduct } from '../../support/product.ts'
import { cell, median, quantile, verdict } from '../numbers.ts'
import { treeOf } from '../process-stats.ts'
import { type Memory, memoryOf, PARTS } from './memory.ts'

// The whole product for ten minutes (or --minutes N): every door of the sandbox every ten seconds. Linux: it reads /proc.
const MINUTE = 60_000
const SAMPLE_EVERY_MS = 5_000
/** The first minutes fill caches and compile code; growth is counted after them. */
const WARM_SHARE = 0.3
const PROGRESS_EVERY = 12

const minutes = minutesAsked(process.argv)
const folder = newFolder('soak')
const product = startProduct(folder)
const seen = new Set<number>()
const samples: Memory[] = []

await product.until('the first run', (events) => events.find(({ event }) => event === 'run'))
console.log(`Every door every 10 s for ${minutes} min. Memory in MB (PSS)`)
console.log(`  minute${PARTS.map((part) => part.padStart(9)).join('')}`)
for (const end = Date.now() + minutes * MINUTE; Date.now() < end; ) {
  await sleep(SAMPLE_EVERY_MS)
  const tree = treeOf(product.pid)
  for (const pid of tree) seen.add(pid)
  const now = memoryOf(tree)
  samples.push(now)
  if (samples.length % PROGRESS_EVERY === 0) printMemory(samples.length / PROGRESS_EVERY, now)
}
const runs = product.events().filter(({ event }) => event === 'run')
product.kill('SIGTERM')
const code = await product.exited
const alive = [...seen].filter(isAlive)

reportRuns()
reportGrowth()
console.log(verdict('stopped with exit code', String(code), '0', code === 0))
console.log(verdict('processes alive over', String(alive.length), `0 of ${seen.size} seen`, alive.length === 0))
rmSync(folder, { recursive: true, force: true })

function reportRuns(): void {
  const outcomes = new Map<string, number>()
  for (const { outcome } of runs) outcomes.set(String(outcome), (outcomes.get(String(outcome)) ?? 0) + 1)
  const scheduled = runs.filter(({ trigger }) => trigger === 'schedule')
  const lags = scheduled.map((run) => Date.parse(String(run.startedAt)) - Date.parse(String(run.scheduledAt)))
  const p99 = quantile(lags, 0.99)
  console.log(`\n${runs.length} runs: ${[...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`)
  console.log(`  time between slot and start, ms: median${cell(median(lags), 0, 5)}  p99${cell(p99, 0, 6)}`)
  console.log(verdict('lag', `p99 ${p99.toFixed(0)} ms`, 'under 1 s', p99 < 1_000))
  const bad = (outcomes.get('failed') ?? 0) + (outcomes.get('error') ?? 0)
  console.log(verdict('failed', String(bad), '0', bad === 0))
}

/**
 * Growth is the last third against the third after the warm-up, so that one garbage collection decides nothing.
 * The browser's share goes up and down with the pages that are open at the moment, so it is reported and has no aim.
 */
function reportGrowth(): void {
  const warm = samples.slice(Math.floor(samples.length * WARM_SHARE))
  const third = Math.floor(warm.length / 3)
  for (const part of PARTS) {
    const before = median(warm.slice(0, third).map((sample) => sample[part]))
    const after = median(warm.slice(-third).map((sample) => sample[part]))
    const ratio = before === 0 ? 1 : after / before
    const words = `${before.toFixed(0)} to ${after.toFixed(0)} MB, ${ratio.toFixed(2)} times`
    if (part === 'browser') console.log(`       ${part}: ${words}`)
    else console.log(verdict(`${part} grew`, words, 'at most 1.1', ratio <= 1.1))
  }
}

function printMemory(minute: number, memory: Memory): void {
  console.log(`  ${String(minute).padStart(6)}${PARTS.map((part) => cell(memory[part], 0)).join('')}`)
}

function minutesAsked(words: readonly string[]): number {
  const at = words.indexOf('--minutes')
  const minutes = at < 0 ? 10 : Number(words[at + 1])
  if (!(minutes >= 1)) throw new Error('--minutes takes a number of at least 1')
  return minutes
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
