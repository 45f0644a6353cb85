import { place, type Scale } from './axis.ts'

interface TrackMarkProps {
  readonly kind: 'post' | 'change'
  /** Epoch ms. */
  readonly at: number
  readonly scale: Scale
  /** Label and tooltip. */
  readonly words: string
}

const SHAPES: Readonly<Record<TrackMarkProps['kind'], string>> = {
  post: 'M0 2v26M0 2l9 4-9 4z',
  change: 'M0 6l6 9-6 9-6-9z',
}

/** A mark on a track at one moment: a flag for a post of the status page, a diamond for a change of the monitor. */
export function TrackMark({ kind, at, scale, words }: TrackMarkProps) {
  return (
    <svg class={kind} x={`${place(at, scale)}%`} overflow="visible" role="img" aria-label={words} data-tip={words}>
      <path d={SHAPES[kind]} />
    </svg>
  )
}
