import type { DrillPage } from '../model/drill.ts'

/** The score with its components, and the facts of the drill. */
export function DrillScore({ model }: { model: DrillPage }) {
  const { score, possible, unscored, change, components, facts } = model
  return (
    <section class="score" aria-label="Score">
      <div class="total">
        {unscored === undefined ? (
          <p class="points">
            <strong>{score}</strong> <span>of {possible} points</span>
          </p>
        ) : (
          <p class="points">
            <span>No score: {unscored}</span>
          </p>
        )}
        {change === undefined ? null : <p class="soft">{change}</p>}
      </div>
      <ol class="components">
        {components.map((component) => (
          <li>
            <p class="component">
              <strong>{component.name}</strong> <span class="soft">{component.question}</span>
            </p>
            {component.possible === 0 ? (
              <p class="soft">Not part of this drill</p>
            ) : (
              <>
                <Bar share={component.score / component.possible} />
                <p class="component-points">
                  {component.score} of {component.possible}
                </p>
              </>
            )}
            {component.missing === undefined ? null : <p class="missing">{component.missing}</p>}
          </li>
        ))}
      </ol>
      <dl class="facts">
        {facts.map(({ name, value, note }) => (
          <div>
            <dt>{name}</dt>
            <dd>
              <strong>{value}</strong>
            </dd>
            {note === undefined ? null : <dd class="soft">{note}</dd>}
          </div>
        ))}
      </dl>
    </section>
  )
}

function Bar({ share }: { share: number }) {
  const level = share >= 0.8 ? 'good' : share >= 0.5 ? 'middling' : 'poor'
  return (
    <svg class={`bar is-${level}`} width="100%" height="10" aria-hidden="true" focusable="false">
      <rect class="all" width="100%" height="10" />
      <rect class="won" width={`${Math.round(share * 1000) / 10}%`} height="10" />
    </svg>
  )
}
