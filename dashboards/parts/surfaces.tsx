import { plural } from '../../src/core/index.ts'
import type { NowModel, Overview, SurfaceGroup, SurfaceView } from '../model/model.ts'
import { countWords, foldedWords } from '../words/groups.ts'
import { addressOf, type View } from '../words/view.ts'
import { SurfaceCard } from './surface-card.tsx'
import { SurfaceFilterForm } from './surface-filter.tsx'

/** Every surface: a card each, or grouped by target where there are many. */
export function Surfaces({ now, view }: { now: NowModel; view: View }) {
  if (now.doors.length === 0) {
    return (
      <p class="expect">
        Once the worker runs, every surface has a card here: its state, its last run, how long each run took, and when
        the next one is due.
      </p>
    )
  }
  return (
    <section aria-labelledby="surfaces">
      <h2 id="surfaces" class="quiet">
        Surfaces now
      </h2>
      {now.overview ? (
        <Groups overview={now.overview} targets={now.targets.length} view={view} />
      ) : (
        <Cards surfaces={now.doors} view={view} target={now.targets.length > 1} />
      )}
    </section>
  )
}

function Cards({ surfaces, view, target }: { surfaces: readonly SurfaceView[]; view: View; target: boolean }) {
  return (
    <ul class="cards">
      {surfaces.map((surface) => (
        <SurfaceCard surface={surface} view={view} target={target} />
      ))}
    </ul>
  )
}

function Groups({ overview, targets, view }: { overview: Overview; targets: number; view: View }) {
  const { lines, more, matching, total } = overview
  return (
    <div class="groups">
      {view.live ? <SurfaceFilterForm overview={overview} view={view} /> : null}
      {matching === 0 ? <p class="expect">None of {plural(total, 'surface')} matches the filter.</p> : null}
      {blocksOf(overview.groups).map((block) =>
        block.length === 1 && block[0] && block[0].total > 1 ? (
          <Group group={block[0]} view={view} />
        ) : (
          <Cards surfaces={block.flatMap(({ cards }) => cards)} view={view} target={targets > 1} />
        ),
      )}
      {lines.length > 0 ? (
        <ul class="group-lines">
          {lines.map((group) => (
            <li>
              <GroupName group={group} view={view} />: {foldedWords(group)}
            </li>
          ))}
        </ul>
      ) : null}
      {more.groups > 0 ? (
        <p class="note">
          And {plural(more.groups, 'more target')} ({countWords(more.counts)})
          {view.live ? ', use the filter to see them' : null}.
        </p>
      ) : null}
    </div>
  )
}

/** One target with several surfaces. */
function Group({ group, view }: { group: SurfaceGroup; view: View }) {
  const folded = foldedWords(group)
  return (
    <section class="group">
      <h3>
        <GroupName group={group} view={view} />
      </h3>
      <Cards surfaces={group.cards} view={view} target={false} />
      {folded ? (
        <p class="folded">
          <bdi>{group.target}</bdi>: {folded}
        </p>
      ) : null}
    </section>
  )
}

/** On a live page, a link to the surfaces of this target alone. */
function GroupName({ group, view }: { group: SurfaceGroup; view: View }) {
  const name = <bdi>{group.target}</bdi>
  if (!view.live) return name
  return (
    <a
      href={addressOf({
        since: view.since,
        between: view.between,
        filter: { ...view.filter, text: `${group.target}/` },
      })}
    >
      {name}
    </a>
  )
}

/** Groups of one surface stand side by side; a target with several has a block of its own. */
function blocksOf(groups: readonly SurfaceGroup[]): readonly (readonly SurfaceGroup[])[] {
  const blocks: SurfaceGroup[][] = []
  for (const group of groups) {
    const last = blocks.at(-1)
    if (last && group.total === 1 && last.every(({ total }) => total === 1)) last.push(group)
    else blocks.push([group])
  }
  return blocks
}
