import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../src/package/index.ts'

const FOLDER = join(PACKAGE_ROOT, 'dashboards')
const STYLES = [
  'base.css',
  'masthead.css',
  'front.css',
  'surfaces.css',
  'state-icon.css',
  'groups.css',
  'trend.css',
  'charts.css',
  'records.css',
  'figures.css',
  'timeline.css',
  'objectives.css',
  'form-page.css',
  'period.css',
  'months.css',
  'contents.css',
  'print.css',
]
/** Headlines and text; both under the SIL Open Font License, whose texts are next to them. */
const FONTS = [
  { family: 'Newsreader', file: 'newsreader.woff2', weight: '500' },
  { family: 'Libre Franklin', file: 'libre-franklin.woff2', weight: '100 900' },
]

/** A text that goes into the page as it is, with the hash that a content security policy allows it by. */
export interface Inline {
  readonly text: string
  readonly hash: string
}

interface Assets {
  readonly style: Inline
  /** The alerts page on top of `style`. */
  readonly alertsStyle: Inline
  /** The page of a drill on top of `style`. */
  readonly drillStyle: Inline
  /** The page of a route matrix on top of `style`. */
  readonly matrixStyle: Inline
  /** The page of the plan on top of `style`. */
  readonly planStyle: Inline
  /** The page of an incident on top of `style`. */
  readonly incidentStyle: Inline
  /** The page of a month on top of `style`. */
  readonly monthStyle: Inline
  /** The pages of objectives, of a probe and of the monitor on top of `style`. */
  readonly serviceStyle: Inline
  /** Read-outs of the charts, for every page. */
  readonly script: Inline
  /** Updates and the choice of a range, for the live front page. */
  readonly liveScript: Inline
  /** Updates, for the other live pages. */
  readonly updateScript: Inline
}

let loaded: Assets | undefined

/** Styles and scripts from the product's own folder, read once. Nothing in them comes from outside. */
export function assets(): Assets {
  loaded ??= {
    style: inline([fontFaces(), styles(...STYLES)].join('\n')),
    alertsStyle: inline(styles('alerts-page.css', 'drawn-message.css')),
    drillStyle: inline(styles('drill-page.css', 'drill-timeline.css', 'drill-findings.css', 'drill-print.css')),
    matrixStyle: inline(read('styles', 'matrix-page.css')),
    planStyle: inline(read('styles', 'plan-page.css')),
    incidentStyle: inline(styles('incident-page.css', 'requests.css')),
    monthStyle: inline(read('styles', 'month-page.css')),
    serviceStyle: inline(read('styles', 'service-page.css')),
    script: inline(read('scripts', 'readout.js')),
    liveScript: inline([read('scripts', 'live.js'), read('scripts', 'range.js')].join('\n')),
    updateScript: inline(read('scripts', 'live.js')),
  }
  return loaded
}

function styles(...names: readonly string[]): string {
  return names.map((name) => read('styles', name)).join('\n')
}

function read(...path: readonly string[]): string {
  return readFileSync(join(FOLDER, ...path), 'utf8')
}

function inline(text: string): Inline {
  return { text, hash: `'sha256-${createHash('sha256').update(text).digest('base64')}'` }
}

function fontFaces(): string {
  const face = ({ family, file, weight }: (typeof FONTS)[number]): string => {
    const data = readFileSync(join(FOLDER, 'fonts', file)).toString('base64')
    return `@font-face{font-family:"${family}";font-weight:${weight};font-display:block;src:url(data:font/woff2;base64,${data}) format("woff2")}`
  }
  return FONTS.map(face).join('\n')
}
