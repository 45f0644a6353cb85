import { place, type Scale } from '../charts/axis.ts'
import { TimeAxis } from '../charts/time-axis.tsx'
import type { DrillLane, DrillPage } from '../model/drill.ts'
import { At } from '../words/time.tsx'
import type { View } from '../words/view.ts'
import { Section } from './section.tsx'

/** The faults, their detection and the posts of the status page: as lanes, and as a list for screen readers. */
export function DrillTimeline({ model, view }: { model: DrillPage; view: View }) {
  const scale = { from: model.from, to: model.to }
  return (
    <Section id="timeline" name="Timeline" finding="What broke, and when it was detected" class="drill-timeline">
      <div class="drill-lanes" aria-hidden="true">
        {model.lanes.map((lane) => (
          <Lane lane={lane} scale={scale} />
        ))}
        <PageLane posts={model.posts} scale={scale} />
        <p class="lane-name" />
        <TimeAxis scale={scale} view={view} most={6} />
      </div>
      <p class="key" aria-hidden="true">
        <span class="key-fault" /> broken, as tall as the share of requests that fail <span class="key-found" /> outage
        detected <span class="key-recovered" /> recovery detected <span class="key-post" /> post of the status page
      </p>
      <ul class="quiet">
        {model.lanes.flatMap((lane) =>
          lane.marks.map(({ at, text }) => (
            <li>
              {lane.surface}: {text}, <At at={at} view={view} />
            </li>
          )),
        )}
      </ul>
    </Section>
  )
}

const HEIGHT = 26
const GROUND = 24

function Lane({ lane: { surface, stretches, marks }, scale }: { lane: DrillLane; scale: Scale }) {
  return (
    <>
      <p class="lane-name">
        <bdi>{surface}</bdi>
      </p>
      <svg class="lane" width="100%" height={HEIGHT} aria-hidden="true" focusable="false">
        <rect class="ground" x="0" y={GROUND} width="100%" height="2" />
        {stretches.map(({ from, to, share }) => {
          const x = place(from, scale)
          const height = Math.max(3, Math.round(share * (GROUND - 2)))
          return (
            <rect
              class="fault"
              x={`${x}%`}
              y={GROUND - height}
              width={`${Math.max(0.4, place(to, scale) - x)}%`}
              height={height}
            />
          )
        })}
        {marks.map(({ at, kind }) => (
          <svg class={`mark is-${kind}`} x={`${place(at, scale)}%`} y="0" overflow="visible" aria-hidden="true">
            {kind === 'found' ? (
              <path d="M0 0v26M-5 0h10l-5 8z" />
            ) : (
              <path d="M0 0v26M-4.5 4.5a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0" />
            )}
          </svg>
        ))}
      </svg>
    </>
  )
}

function PageLane({ posts, scale }: { posts: DrillPage['posts']; scale: Scale }) {
  return (
    <>
      <p class="lane-name">status page</p>
      <svg class="lane" width="100%" height={HEIGHT} aria-hidden="true" focusable="false">
        <rect class="ground" x="0" y={GROUND} width="100%" height="2" />
        {posts.map(({ at }) => (
          <svg class="mark is-post" x={`${place(at, scale)}%`} y="0" overflow="visible" aria-hidden="true">
            <path d="M0 10v16M-4 6h8v8h-8z" />
          </svg>
        ))}
      </svg>
    </>
  )
}
