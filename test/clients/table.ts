import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { CLIENTS, type Client, type Row } from './bench.ts'
import { BLIND } from './expected.ts'
import { PINNED } from './install.ts'

const README = join(import.meta.dirname, 'README.md')
const BEGIN = '<!-- made by npm run test:clients: begin -->'
const END = '<!-- made by npm run test:clients: end -->'

/** Writes the measured rows between the marks of README.md; everything around them stays. */
export function writeTables(rows: readonly Row[], date: string): void {
  const text = readFileSync(README, 'utf8')
  const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length)
  const after = text.slice(text.indexOf(END))
  const versions = Object.entries(PINNED).map(([name, version]) => `${name} ${version}`)
  const tables = CLIENTS.map((client) =>
    tableOf(
      client,
      rows.filter((row) => row.client === client),
    ),
  )
  writeFileSync(
    README,
    `${before}\n\nMeasured ${date} with ${versions.join(', ')}.\n\n${tables.join('\n\n')}\n\n${after}`,
  )
  // As everything else here, so that a new measurement changes only what changed.
  spawnSync('npx', ['biome', 'format', '--write', README], { cwd: PACKAGE_ROOT })
}

function tableOf(client: Client, rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const cells = [row.fault, row.exit, row.outcome, row.class, row.blame, String(row.hits), words(row)]
    return `| ${cells.join(' | ')} |`
  })
  return [
    `### ${client}`,
    '',
    '| fault | exit code | outcome | class | blame | requests hit | what the probe says |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}

function words({ client, fault, message }: Row): string {
  const blind = BLIND[client][fault]
  const text = message.replace(/\/\S*\/client/, 'client').replaceAll('|', '\\|')
  return [text, blind && `*${blind[1]}*`].filter(Boolean).join('; ')
}
