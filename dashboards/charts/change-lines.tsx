import type { SetupMark } from '../model/model.ts'
import { place, type Scale } from './axis.ts'

/** A dotted line on a chart at each change of the version, the configuration or the probe that measured it. */
export function ChangeLines(props: { marks: readonly SetupMark[]; scale: Scale; width: number; height: number }) {
  const { marks, scale, width, height } = props
  if (marks.length === 0) return null
  const d = marks.map(({ at }) => `M${Math.round((place(at, scale) * width) / 100)} 0v${height}`).join('')
  return <path class="changed" d={d} />
}

/** The changes that concern a probe. */
export function marksOf(marks: readonly SetupMark[], { target, probe }: { target: string; probe: string }) {
  return marks.filter(({ probes }) => probes?.includes(`${target}/${probe}`) ?? true)
}
