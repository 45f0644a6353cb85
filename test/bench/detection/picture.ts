/** A rule in the picture: false alerts in 90 days on its worst ordinary history, and times to detect by kind, ms. */
export interface Point {
  readonly name: string
  readonly falseAlerts: number
  readonly times: readonly number[]
}

interface Picture {
  readonly kinds: readonly string[]
  readonly rivals: readonly Point[]
  /** Our own rule under several settings, in order of false alerts. */
  readonly ours: readonly Point[]
}

const WIDTH = 460
const HEIGHT = 340
const PAD = { left: 62, right: 18, top: 34, bottom: 46 }
const FALSE_RANGE = [0.02, 5_000] as const
const TIME_RANGE = [20_000, 24 * 3_600_000] as const
const TIME_TICKS: readonly (readonly [number, string])[] = [
  [30_000, '30 s'],
  [60_000, '1 min'],
  [300_000, '5 min'],
  [1_800_000, '30 min'],
  [3_600_000 * 3, '3 h'],
  [24 * 3_600_000, 'never'],
]

/** False alerts against time to detect, one panel per kind, both axes logarithmic; nearer to the lower left is better. */
export function draw({ kinds, rivals, ours }: Picture): string {
  const rows = Math.ceil(kinds.length / 2)
  const panels = kinds.map((kind, index) => {
    const at = `translate(${(index % 2) * WIDTH},${Math.floor(index / 2) * HEIGHT})`
    return `<g transform="${at}">${panel(kind, index, rivals, ours)}</g>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * WIDTH} ${rows * HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="11">`,
    '<title>False alerts against time to detect</title>',
    '<style>svg{background:#fff;color:#1c2430}.axis{stroke:#8a94a3}.grid{stroke:#e6e9ee}.rival{fill:#8a94a3}.our{fill:#0b6bcb;stroke:#0b6bcb}.line{fill:none;stroke:#0b6bcb;stroke-width:2}text{fill:currentColor}@media(prefers-color-scheme:dark){svg{background:#12161c;color:#e6e9ee}.grid{stroke:#2a313b}}</style>',
    ...panels,
    '</svg>',
    '',
  ].join('\n')
}

function panel(kind: string, index: number, rivals: readonly Point[], ours: readonly Point[]): string {
  const place = (point: Point) => ({
    x: xOf(point.falseAlerts),
    y: yOf(point.times[index] ?? Number.POSITIVE_INFINITY),
  })
  const line = ours.map(place).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)
  return [
    axes(kind),
    ...labelled(rivals, place).map(({ text, x, y, left, textY }) => {
      const [textX, anchor] = left ? [x - 6, 'end'] : [x + 6, 'start']
      return `<circle class="rival" cx="${x}" cy="${y}" r="3.5"/><text x="${textX}" y="${textY}" text-anchor="${anchor}">${text}</text>`
    }),
    `<polyline class="line" points="${line.join(' ')}"/>`,
    ...ours.map((point) => {
      const { x, y } = place(point)
      return `<circle class="our" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4"><title>${point.name}</title></circle>`
    }),
    ...ours.slice(0, 1).map((point) => {
      const { x, y } = place(point)
      return `<text x="${(x + 8).toFixed(1)}" y="${(y - 8).toFixed(1)}" font-weight="600">doorwatch</text>`
    }),
  ].join('\n')
}

interface Spot {
  readonly names: string[]
  readonly x: number
  readonly y: number
}

interface Label extends Spot {
  readonly text: string
  readonly left: boolean
  readonly textY: number
}

const LETTER = 5.7
const LINE = 12

/** Rules that lie on the same spot share a label; a label that would cover another moves down, or to the left. */
function labelled(points: readonly Point[], place: (point: Point) => { x: number; y: number }): readonly Label[] {
  const spots: Spot[] = []
  for (const point of points) {
    const { x, y } = place(point)
    const near = spots.find((spot) => Math.abs(spot.x - x) < 16 && Math.abs(spot.y - y) < 10)
    if (near) near.names.push(point.name)
    else spots.push({ names: [point.name], x: Math.round(x), y: Math.round(y) })
  }
  const labels: Label[] = []
  for (const spot of spots.sort((a, b) => a.x - b.x)) {
    const text = spot.names.length > 2 ? `${spot.names[0]} +${spot.names.length - 1}` : spot.names.join(', ')
    const left = spot.x + text.length * LETTER > WIDTH - PAD.right
    let textY = spot.y + 4
    while (labels.some((other) => covers(other, { ...spot, text, left, textY }))) textY += LINE
    labels.push({ ...spot, text, left, textY })
  }
  return labels
}

function covers(a: Label, b: Label): boolean {
  const [fromA, toA] = extent(a)
  const [fromB, toB] = extent(b)
  return fromA < toB && fromB < toA && Math.abs(a.textY - b.textY) < LINE
}

function extent({ x, text, left }: Label): readonly [number, number] {
  const width = text.length * LETTER + 10
  return left ? [x - width, x + 4] : [x - 4, x + width]
}

function axes(kind: string): string {
  const bottom = HEIGHT - PAD.bottom
  const columns = [0.1, 1, 10, 100, 1_000].map((value) => {
    const x = xOf(value).toFixed(1)
    return `<line class="grid" x1="${x}" x2="${x}" y1="${PAD.top}" y2="${bottom}"/><text x="${x}" y="${bottom + 14}" text-anchor="middle">${value}</text>`
  })
  const rows = TIME_TICKS.map(([value, label]) => {
    const y = yOf(value).toFixed(1)
    return `<line class="grid" x1="${PAD.left}" x2="${WIDTH - PAD.right}" y1="${y}" y2="${y}"/><text x="${PAD.left - 6}" y="${Number(y) + 4}" text-anchor="end">${label}</text>`
  })
  return [
    `<text x="${PAD.left}" y="${PAD.top - 14}" font-size="13" font-weight="600">${kind}</text>`,
    ...columns,
    ...rows,
    `<line class="axis" x1="${PAD.left}" x2="${PAD.left}" y1="${PAD.top}" y2="${bottom}"/>`,
    `<line class="axis" x1="${PAD.left}" x2="${WIDTH - PAD.right}" y1="${bottom}" y2="${bottom}"/>`,
    `<text x="${(PAD.left + WIDTH - PAD.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">false alerts in 90 days (worst ordinary history)</text>`,
  ].join('\n')
}

function xOf(value: number): number {
  return scale(value, FALSE_RANGE, PAD.left, WIDTH - PAD.right)
}

function yOf(value: number): number {
  return scale(value, TIME_RANGE, HEIGHT - PAD.bottom, PAD.top)
}

function scale(value: number, [low, high]: readonly [number, number], from: number, to: number): number {
  const inside = Math.min(high, Math.max(low, value))
  return from + ((to - from) * Math.log(inside / low)) / Math.log(high / low)
}
