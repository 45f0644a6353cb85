import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SILENT } from '../../../src/core/index.ts'
import { openStore, type Store } from '../../../src/store/index.ts'
import type { World } from '../../support/world.ts'
import { type SeededYear, seedYear } from '../../support/year/seed-year.ts'
import { startYearDashboard } from '../../support/year/year-dashboard.ts'
import { median, verdict } from '../numbers.ts'
import { nodeStartMs, writeReport } from './files.ts'
import { createNaive, type Naive, type Question, type Times, timesSince } from './naive.ts'
import { timeOpenings } from './opening.ts'
import { type Measured, measuredPages } from './pages.ts'
import { timePruning } from './pruning.ts'

// How long every page takes over a year of one-minute runs of five surfaces with five steps, against a naive database.
//   --raw-year     keep the runs of the whole year: 13 million steps, 1.5 GB, minutes to seed
//   --rounds N     answers of each page (default 5)
//   --only TEXT    only pages whose address contains it
//   --keep FOLDER  leave the databases there
const AIM = { reportMs: 1_000, reportBytes: 1_000_000, usableMs: 1_000, heldUpMs: 50 }
const NAIVE_ANSWERS = 3

const words = process.argv
const rawYear = words.includes('--raw-year')
const rawDays = rawYear ? 365 : 30
const rounds = Number(wordAfter('--rounds') ?? 5)
const only = wordAfter('--only')
const keptFolder = wordAfter('--keep')
const folder = keptFolder === undefined ? mkdtempSync(join(tmpdir(), 'doorwatch-report-')) : resolve(keptFolder)
mkdirSync(folder, { recursive: true })
let missed = 0
try {
  await measure()
} finally {
  if (keptFolder === undefined) rmSync(folder, { recursive: true, force: true })
}
process.exitCode = missed > 0 ? 1 : 0

async function measure(): Promise<void> {
  const path = join(folder, 'year.sqlite')
  const begun = performance.now()
  const year = await seedYear({ path, now: Date.now(), rawDays, open: true, progress: (text) => note(`${text} …`) })
  note(`seeded in ${seconds(performance.now() - begun)}`)
  const naive = createNaive(path, join(folder, 'naive.sqlite'), year.story)
  const store = await openStore({ path, log: SILENT, clock: { now: () => year.story.now } })
  console.log(
    `${year.runs.toLocaleString('en')} runs of ${rawDays} days and sums of a year: ${megabytes(statSync(path).size)}; ` +
      `naive: ${Math.round(naive.bytesPerRun)} bytes a run`,
  )
  const answers = answersOf(naive)
  await measurePages(store, year.story, answers)
  if (only === undefined) {
    await measureFiles(path, store, year, answers)
    await measurePruning(store, year.story)
  }
  naive.close()
  await store.close()
}

async function measurePages(store: Store, story: World, naive: ReadonlyMap<Question, Times>): Promise<void> {
  const pages = measuredPages(story, { rawYear }).filter(({ path }) => only === undefined || path.includes(only))
  const times = new Map(pages.map((page) => [page, [] as Times[]]))
  for (let round = 0; round < rounds; round += 1) {
    for (const page of pages) times.get(page)?.push(await answerTimes(store, story, page))
  }
  console.log(
    `\nEvery answer from a fresh reading, ${rounds} each, asker included; CPU is what it takes on a machine without other work;` +
      ' in brackets: how much CPU the naive database takes, as a multiple',
  )
  for (const [page, all] of times) {
    const p50 = median(all.map(({ tookMs }) => tookMs))
    const worst = Math.max(...all.map(({ tookMs }) => tookMs))
    const cpu = median(all.map(({ cpuMs }) => cpuMs))
    const plain = page.naive && naive.get(page.naive)
    const ratio = plain === undefined ? '' : ` (naive ${(plain.cpuMs / cpu).toFixed(1)} x)`
    print(page.path, `p50 ${ms(p50)}, worst ${ms(worst)}, CPU ${ms(cpu)}${ratio}`, ms(page.aimMs), worst <= page.aimMs)
  }
  for (const [question, { tookMs, cpuMs }] of naive)
    console.log(`       naive, ${question}: ${ms(tookMs)}, CPU ${ms(cpuMs)}`)
}

/** Asks a dashboard that has read nothing yet. */
async function answerTimes(store: Store, story: World, { path }: Measured): Promise<Times> {
  const dashboard = await startYearDashboard(store, story)
  try {
    const [begun, cpu] = [performance.now(), process.cpuUsage()]
    const answer = await fetch(dashboard.url + path)
    await answer.arrayBuffer()
    const times = timesSince(begun, cpu)
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`)
    return times
  } finally {
    await dashboard.stop()
  }
}

async function measureFiles(
  database: string,
  store: Store,
  { story }: SeededYear,
  naive: ReadonlyMap<Question, Times>,
): Promise<void> {
  const month = new Date(story.now).toISOString().slice(0, 7)
  const commands = { '30 days': ['--since', '30d'], 'a year': ['--since', '365d'], 'a month': ['--month', month] }
  console.log(`\nThe file, written by the command; node itself takes ${ms(nodeStartMs())} of it`)
  const naiveMs = naive.get('month')?.tookMs ?? Number.NaN
  const addresses: Record<string, string> = {}
  for (const [name, command] of Object.entries(commands)) {
    const file = writeReport(folder, { database, words: command, name: `${name.replace(' ', '-')}.html` })
    const size = `${(file.bytes / 1_000).toFixed(0)} kB`
    const text = `p50 ${ms(file.p50)}, worst ${ms(file.worst)}, ${size} (naive reading of 30 days: ${ms(naiveMs)})`
    const met = file.worst <= AIM.reportMs && file.bytes <= AIM.reportBytes
    print(`report of ${name}`, text, `${ms(AIM.reportMs)}, 1,000 kB`, met)
    addresses[`report of ${name}`] = pathToFileURL(file.path).href
  }
  const dashboard = await startYearDashboard(store, story)
  const live = { 'front page': `${dashboard.url}/`, 'trends of a year': `${dashboard.url}/?since=1y` }
  const openings = await timeOpenings({ ...addresses, ...live })
  await dashboard.stop()
  console.log('\nIn the browser, from the request until a key moves the focus')
  for (const [name, { p50, worst }] of Object.entries(openings)) {
    print(name, `p50 ${ms(p50)}, worst ${ms(worst)}`, ms(AIM.usableMs), worst <= AIM.usableMs)
  }
}

async function measurePruning(store: Store, { now }: World): Promise<void> {
  const { runs, commits, quiet, worst } = await timePruning(store, now, rawDays)
  const heldUpMs = Math.max(0, worst - quiet.p50)
  console.log(
    `\n${runs} runs pruned while ${commits} runs were committed; a commit alone: ${ms(quiet.p50)}, worst ${ms(quiet.worst)}`,
  )
  print('longest a commit was held up', ms(heldUpMs), ms(AIM.heldUpMs), heldUpMs <= AIM.heldUpMs)
}

/** The median times of each question. */
function answersOf(naive: Naive): ReadonlyMap<Question, Times> {
  const questions: readonly Question[] = ['newest', 'day', 'month', 'incident', 'run']
  const timesOf = (question: Question): Times => {
    const all = Array.from({ length: NAIVE_ANSWERS }, () => naive.ask(question))
    return { tookMs: median(all.map(({ tookMs }) => tookMs)), cpuMs: median(all.map(({ cpuMs }) => cpuMs)) }
  }
  return new Map(questions.map((question) => [question, timesOf(question)]))
}

function print(what: string, value: string, aim: string, met: boolean): void {
  if (!met) missed += 1
  console.log(verdict(what, value, aim, met))
}

function wordAfter(word: string): string | undefined {
  const at = words.indexOf(word)
  return at < 0 ? undefined : words[at + 1]
}

function note(text: string): void {
  console.error(`       ${text}`)
}

function ms(value: number): string {
  return value < 9.95 ? `${value.toFixed(1)} ms` : `${Math.round(value).toLocaleString('en')} ms`
}

function seconds(value: number): string {
  return `${(value / 1_000).toFixed(1)} s`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`
}
