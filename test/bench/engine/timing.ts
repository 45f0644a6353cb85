import { cell, median, quantile, verdict } from '../numbers.ts'
import { ask } from './child.ts'
import type { RawAnswer } from './raw.ts'
import { DELAYS_MS, type Setting, stepMs, WAITS_MS } from './setting.ts'

const TIMES = 15

/** Reported times against delays that the server injects, as its own clock measures them. */
export async function measureTiming(setting: Setting): Promise<void> {
  console.log('\nReported times against the time that the server took by its own clock (ms)')
  console.log('     delay   server_ms error: median      p95   navigation wall: engine      raw')
  const errors: number[] = []
  const extra: number[] = []
  for (const delay of DELAYS_MS) {
    const engineMs: number[] = []
    const reported: number[] = []
    const raw: number[] = []
    for (let turn = 0; turn < TIMES; turn += 1) {
      const result = await setting.run(`page-${delay}`, 'navigate')
      engineMs.push(stepMs(result, 'navigate'))
      reported.push((result.steps[0]?.measures.server_ms ?? Number.NaN) - (await setting.pageMs()))
      raw.push(...(await rawSteps(setting, 'navigate', `page?ms=${delay}`)).map(([ms]) => ms))
    }
    const sizes = reported.map(Math.abs)
    errors.push(...sizes)
    extra.push(median(engineMs) - median(raw))
    console.log(
      `${cell(delay, 0, 10)}${cell(median(reported), 2, 26)}${cell(quantile(sizes, 0.95), 2)}${cell(median(engineMs), 1, 26)}${cell(median(raw))}`,
    )
  }
  const [middle, p95] = [median(errors), quantile(errors, 0.95)]
  console.log(
    verdict('server_ms error', `median ${middle.toFixed(2)}, p95 ${p95.toFixed(2)} ms`, 'at most 2 ms', middle <= 2),
  )
  const most = Math.max(...extra)
  console.log(verdict('navigation over raw', `${most.toFixed(1)} ms at worst`, 'at most 5 ms', most <= 5))
}

/** Steps that wait for something to show, against the page's engineMs word for when it did. */
export async function measureWaits(setting: Setting): Promise<void> {
  const engineMs: number[] = []
  const raw: number[] = []
  for (let turn = 0; turn < 3; turn += 1) {
    for (const delay of WAITS_MS) {
      const result = await setting.run(`wait-${delay}`, 'wait')
      engineMs.push(stepMs(result, 'wait for the result') - (result.steps[2]?.measures.truth_ms ?? Number.NaN))
      raw.push(...(await rawSteps(setting, 'wait', `wait?ms=${delay}`)).map(([ms, truth]) => ms - truth))
    }
  }
  const line = (name: string, values: readonly number[]) =>
    console.log(
      `  ${name.padEnd(24)}${cell(median(values))}${cell(quantile(values, 0.95))}${cell(Math.max(...values))}`,
    )
  console.log('\nA step that waits for a result, 0 to 2.4 s: error of its reported time (ms)')
  console.log('                           median      p95      max')
  line('engine', engineMs)
  line("Playwright's own waiting", raw)
  const middle = median(engineMs.map(Math.abs))
  console.log(verdict('waiting error', `median ${middle.toFixed(1)} ms`, 'at most 15 ms', middle <= 15))
}

async function rawSteps(
  setting: Setting,
  probe: string,
  path: string,
): Promise<readonly (readonly [number, number])[]> {
  const answer = await ask<RawAnswer>(setting.raw, {
    executablePath: setting.browser.path,
    file: `test/bench/engine/probes/${probe}.probe.ts`,
    times: 1,
    url: `${setting.urls.site}/${path}`,
  })
  const times = answer.steps[probe === 'wait' ? 'wait for the result' : 'navigate'] ?? []
  return times.map((ms, index) => [ms, answer.measures.truth_ms?.[index] ?? 0])
}
