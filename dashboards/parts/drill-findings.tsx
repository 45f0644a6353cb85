import { plural } from '../../src/core/index.ts'
import type { DrillFindingRow, DrillPage } from '../model/drill.ts'
import { Section } from './section.tsx'

/** The findings of the drill: what to fix, the owner, and the date of the next test. */
export function DrillFindings({ model: { findings, open, isWhole } }: { model: DrillPage }) {
  const finding =
    findings.length === 0 ? nothingToFix(isWhole) : `${plural(findings.length, 'finding')}, the most points first`
  return (
    <Section id="findings" name="To fix" finding={finding} class="findings">
      {open ? <p class="still-open">A finding has no owner. The drill stays open until each one has.</p> : null}
      {findings.length === 0 ? null : (
        <ol>
          {findings.map((row) => (
            <Finding finding={row} />
          ))}
        </ol>
      )}
    </Section>
  )
}

function nothingToFix(isWhole: boolean): string {
  return isWhole ? 'Nothing to fix' : 'Nothing to fix in what was played'
}

function Finding({ finding }: { finding: DrillFindingRow }) {
  const { severity, component, points, text, todo, line, place, owner, retestBy } = finding
  return (
    <li class={`finding is-${severity}`}>
      <p class="finding-points">
        <strong>{points}</strong> {points === 1 ? 'point' : 'points'} <span class="soft">{component}</span>
      </p>
      <div>
        <p>
          <bdi>{text}</bdi>.
        </p>
        <p class="soft">
          <bdi>{todo}</bdi> {place === undefined ? null : <code>{place}</code>} <code>{line}</code>
        </p>
      </div>
      <p class="finding-owner">
        {owner === undefined ? <span class="bad">no owner</span> : <bdi>{owner}</bdi>}
        <br />
        <span class="soft">again by {retestBy}</span>
      </p>
    </li>
  )
}
