import type { DisplayState } from '../model/model.ts'

/** A drawn door whose shape tells the state without any colour: open, ajar, shut and barred, striped, or only an outline. */
export function StateIcon({ standing }: { standing: DisplayState }) {
  return (
    <svg
      class={`state-icon is-${standing}`}
      viewBox="0 0 40 52"
      width="40"
      height="52"
      aria-hidden="true"
      focusable="false"
    >
      <path class="sill" d="M2 50.5h36" />
      <path class="frame" d="M6.5 50V4.5h27V50" />
      {LEAVES[standing]}
    </svg>
  )
}

const question = (
  <text class="mark" x="20" y="35" text-anchor="middle" font-size="22">
    ?
  </text>
)

const LEAVES: Readonly<Record<DisplayState, unknown>> = {
  operational: (
    <>
      <path class="light" d="M9 7h22v43H9z" />
      <path class="leaf" d="M9 7l8 3.5v42L9 50z" />
      <circle class="knob" cx="14.8" cy="32" r="1.3" />
    </>
  ),
  degraded: (
    <>
      <path class="light" d="M9 7h22v43H9z" />
      <path class="leaf" d="M9 7l16 2.5v42.2L9 50z" />
      <circle class="knob" cx="22" cy="31" r="1.5" />
    </>
  ),
  down: (
    <>
      <path class="leaf" d="M9 7h22v43H9z" />
      <path class="bar" d="M3 24.5h34v6H3z" />
    </>
  ),
  maintenance: (
    <>
      <path class="leaf" d="M9 7h22v43H9z" />
      <path class="stripes" d="M9 16l22-9M9 27l22-9M9 38l22-9M9 49l22-9" />
    </>
  ),
  unknown: question,
  waiting: (
    <>
      <circle class="dot" cx="14" cy="29" r="1.6" />
      <circle class="dot" cx="20" cy="29" r="1.6" />
      <circle class="dot" cx="26" cy="29" r="1.6" />
    </>
  ),
}
