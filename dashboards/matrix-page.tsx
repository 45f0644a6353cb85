import { capital, formatDuration, listOf, plural } from '../src/core/index.ts'
import { assets } from './model/assets.ts'
import { contentSecurityPolicy } from './model/policy.ts'
import type { MatrixPage, MatrixPageCell } from './model/route-matrix.ts'
import { Head } from './parts/head.tsx'
import { Name } from './parts/masthead.tsx'
import { formatIn } from './words/format.ts'

/** The route matrix of a failover test as one self-contained document. Works without scripts. */
export function matrixDocument(
  matrix: MatrixPage,
  imprint: { readonly version: string; readonly timezone: string },
): string {
  const { style, matrixStyle } = assets()
  const policy = contentSecurityPolicy({ styles: [style, matrixStyle], live: false })
  const page = (
    <html lang="en">
      <Head title={`Failover test: ${headlineOf(matrix)}`} styles={[style, matrixStyle]}>
        <meta http-equiv="content-security-policy" content={policy} />
      </Head>
      <body>
        <header class="masthead">
          <Name />
        </header>
        <main id="main" class="matrix-page">
          <Headline matrix={matrix} timezone={imprint.timezone} />
          <Matrix matrix={matrix} />
          <Todos matrix={matrix} />
          <Facts matrix={matrix} />
        </main>
        <footer class="colophon">Doorwatch {imprint.version}. Printed by doorwatch drill --through.</footer>
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

function countingCells({ cells, routes }: MatrixPage): readonly MatrixPageCell[] {
  return cells.filter((cell) => routes.some(({ name, reference }) => name === cell.route && !reference))
}

function headlineOf(matrix: MatrixPage): string {
  const cells = countingCells(matrix)
  const lost = cells.filter(({ verdict }) => verdict === 'lost').length
  if (matrix.outcome === 'green') return 'every failure is taken over'
  if (lost > 0) return `${plural(lost, 'failure')} logged as success and lost`
  return matrix.outcome === 'failed' ? 'not every failure is taken over' : 'not every failure was exercised'
}

function Headline({ matrix, timezone }: { matrix: MatrixPage; timezone: string }) {
  const cells = countingCells(matrix)
  const green = cells.filter(({ verdict }) => verdict === 'green').length
  const headline = headlineOf(matrix)
  return (
    <>
      <span class="kicker">
        Failover test of {matrix.through}, {formatIn(timezone, matrix.at).dated(matrix.at)}
      </span>
      <h1 class={matrix.outcome}>{capital(headline)}</h1>
      <p class="expect">
        {green} of {cells.length} cells are green: the fault was injected, and the caller got a complete right answer
        within {formatDuration(matrix.patienceMs)}.
      </p>
    </>
  )
}

function Matrix({ matrix: { routes, faults, cells } }: { matrix: MatrixPage }) {
  return (
    <div class="scroll">
      <table class="matrix">
        <thead>
          <tr>
            <th scope="col">Injected into provider A</th>
            {routes.map((route) => (
              <th scope="col" class={route.reference ? 'reference' : ''}>
                {route.name}
                <span>{route.reference ? 'for comparison' : (route.client ?? 'not tried')}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {faults.map((fault) => (
            <tr>
              <th scope="row">
                {fault.name}
                <span>{fault.summary}</span>
              </th>
              {routes.map((route) => (
                <Cell
                  cell={cells.find((cell) => cell.fault === fault.name && cell.route === route.name)}
                  reference={route.reference}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const WORDS: Readonly<Record<MatrixPageCell['verdict'], readonly [string, string]>> = {
  green: ['✓', 'served'],
  lost: ['✗', 'lost'],
  error: ['✗', 'error shown'],
  waits: ['✗', 'waits'],
  'not exercised': ['?', 'not exercised'],
}

function Cell({ cell, reference }: { cell: MatrixPageCell | undefined; reference: boolean }) {
  if (!cell) return <td class="untried">not tried</td>
  const { verdict, servedBy, tookMs, text } = cell
  const [sign, word] = WORDS[verdict]
  const what = verdict === 'green' ? `${servedBy} in ${formatDuration(tookMs)}` : word
  return (
    <td class={reference ? 'reference' : verdict.replace(' ', '-')} title={text}>
      <span aria-hidden="true">{sign}</span> {what}
    </td>
  )
}

/** What to change, each once with its cells; what is lost comes first. */
function Todos({ matrix }: { matrix: MatrixPage }) {
  const open = countingCells(matrix)
    .filter(({ todo }) => todo !== undefined)
    .toSorted((a, b) => Number(b.verdict === 'lost') - Number(a.verdict === 'lost'))
  const groups = [...new Set(open.map(({ todo }) => todo))].map((advice) => open.filter(({ todo }) => todo === advice))
  if (groups.length === 0) return null
  return (
    <section>
      <h2>What to change</h2>
      <ol class="todos">
        {groups.map((cells) => (
          <li>
            <h3>
              {listOf([...new Set(cells.map(({ fault }) => fault))])} through{' '}
              {listOf([...new Set(cells.map(({ route }) => route))])}
            </h3>
            <p>{cells[0]?.text}</p>
            <p class="todo">{cells[0]?.todo}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Facts({ matrix }: { matrix: MatrixPage }) {
  const { routes, upstream, modelB, failbackMs, proofs, notStored } = matrix
  const green = proofs.filter((proof) => proof.green).length
  const b = [modelB?.surface, modelB?.model && `answers as ${modelB.model}`, modelB?.sandbox && 'the bundled sandbox']
  const facts: readonly (readonly [string, string])[] = [
    ...routes.map(({ name, client, notTried }): readonly [string, string] => [
      name,
      client ?? `not tried: ${notTried}`,
    ]),
    ['Provider A', `${upstream}, behind the fault proxy`],
    ['Model B', b.filter(Boolean).join(', ') || (modelB ? 'names no model' : 'served no request')],
    ...(failbackMs === undefined
      ? []
      : [['Failback', `A answered again after ${formatDuration(failbackMs)}`] as const]),
    ['Proofs', notStored ? `none: ${notStored}` : `${proofs.length} stored, ${green} of them green`],
  ]
  return (
    <section>
      <h2>What was tested</h2>
      <dl class="tested">
        {facts.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
