/** Hatchings the styles refer to, so that states differ by more than colour. */
export function Patterns() {
  return (
    <svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false">
      <defs>
        <pattern id="hatch-degraded" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="paper" width="6" height="6" />
          <rect class="ink" width="3.5" height="6" />
        </pattern>
        <pattern id="hatch-maintenance" width="5" height="5" patternUnits="userSpaceOnUse">
          <rect class="ink" width="5" height="1.5" />
        </pattern>
        <pattern id="hatch-gap" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="ink" width="1.5" height="7" />
        </pattern>
        <pattern id="hatch-unknown" width="8" height="4" patternUnits="userSpaceOnUse">
          <rect class="ink" width="4" height="4" />
        </pattern>
      </defs>
    </svg>
  )
}
