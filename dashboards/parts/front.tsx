import type { Child } from 'hono/jsx'
import { type PeopleWitness, plural } from '../../src/core/index.ts'
import { iconOf } from '../model/icon.ts'
import type { Headline, NowModel, SurfaceView } from '../model/model.ts'
import { Failure } from '../words/failure.tsx'
import { COMPONENT_STATUS_WORDS } from '../words/labels.ts'
import { At, For } from '../words/time.tsx'
import type { View } from '../words/view.ts'
import { WhoTakesCare } from './acknowledged.tsx'
import { Afterwards } from './afterwards.tsx'
import { RefusedChannels } from './channel-states.tsx'
import { CostSoFar } from './costs.tsx'
import { DeadMan } from './dead-man.tsx'
import { Notices } from './notices.tsx'
import { Surfaces } from './surfaces.tsx'

/** The first screen: the headline, whose fault it is, and every surface. @param props.children what follows the headline */
export function Front(props: { now: NowModel; view: View; children?: Child }) {
  const { now, view, children } = props
  const { headline, doors: surfaces } = now
  return (
    <div
      data-part="now"
      data-standing={headline.standing}
      data-title={pageTitle(headline)}
      data-icon={view.live ? iconOf(headline.standing) : undefined}
    >
      <section class={`lead is-${headline.standing}`} aria-labelledby="headline">
        <h1 id="headline">
          <bdi>{headline.text}</bdi>
          {headline.rest ? (
            <>
              {' '}
              <bdi class="rest">{headline.rest}</bdi>
            </>
          ) : null}
        </h1>
        <dl class="facts">
          <Since headline={headline} view={view} />
          <div>
            <dt>Is it us?</dt>
            <dd>
              <strong>
                <bdi>{headline.us.answer}</bdi>
              </strong>{' '}
              <bdi>{headline.us.detail}</bdi>
            </dd>
          </div>
          <Seen surfaces={surfaces} headline={headline} />
          <CostSoFar costs={now.costs ?? []} />
          <WhoTakesCare incidents={now.incidents} view={view} />
          <PageSays pages={now.pages} view={view} />
          <PeopleSay people={now.people ?? []} view={view} />
        </dl>
        {view.live ? (
          <p class="note on-screen">
            <a href="/trouble">It is down for me</a>
          </p>
        ) : null}
      </section>
      {children}
      <RefusedChannels channels={now.channels} view={view} />
      <DeadMan failure={now.deadMan} view={view} />
      <Surfaces now={now} view={view} />
      <Afterwards items={now.afterwards ?? []} view={view} />
      <Notices notices={now.notices} view={view} />
    </div>
  )
}

const MARKS: Readonly<Record<Headline['standing'], string>> = {
  operational: '○',
  degraded: '◐',
  down: '●',
  unknown: '?',
  maintenance: '=',
  waiting: '…',
}

/** The title of the browser tab. */
export function pageTitle(headline: Headline): string {
  return `${MARKS[headline.standing]} ${headline.text} Doorwatch`
}

function Since({ headline, view }: { headline: Headline; view: View }) {
  if (headline.since === undefined) return null
  return (
    <div class="since">
      <dt>{headline.standing === 'operational' ? 'All operational since' : 'Since'}</dt>
      <dd>
        <strong>
          <At at={headline.since} view={view} />
        </strong>{' '}
        for <For since={headline.since} view={view} />
      </dd>
    </div>
  )
}

/** Status pages that are listed; more are counted. */
const PAGES = 6

/** The current status of the status pages. */
function PageSays({ pages, view }: { pages: NowModel['pages']; view: View }) {
  if (pages.length === 0) return null
  return (
    <div>
      <dt>The status page says</dt>
      {pages.slice(0, PAGES).map((page) => (
        <dd>
          {pages.length > 1 ? <bdi>{page.target}: </bdi> : null}
          {page.claim === undefined ? (
            <>
              <strong>unknown: it cannot be read</strong> {page.message ? <bdi>({page.message})</bdi> : null}
            </>
          ) : (
            <strong>{COMPONENT_STATUS_WORDS[page.claim]}</strong>
          )}{' '}
          {page.claim === 'operational' ? null : (
            <>
              since <At at={page.since} view={view} />
            </>
          )}
        </dd>
      ))}
      {pages.length > PAGES ? <dd>and {plural(pages.length - PAGES, 'other page')}</dd> : null}
    </div>
  )
}

/** The failure of the first surface in the worst state. */
function Seen({ surfaces, headline }: { surfaces: readonly SurfaceView[]; headline: Headline }) {
  const surface = surfaces.find(({ standing, failure }) => standing === headline.standing && failure)
  if (!surface?.failure) return null
  return (
    <div>
      <dt>What was measured</dt>
      <dd>
        <strong>
          <Failure failure={surface.failure} withClass={false} />
        </strong>{' '}
        {headline.incident ? (
          <a class="nowrap" href={`#${encodeURIComponent(headline.incident)}`}>
            See the incident
          </a>
        ) : null}
      </dd>
    </div>
  )
}

/** Surfaces that several people report as down: an independent witness, like the status page. */
function PeopleSay({ people, view }: { people: readonly PeopleWitness[]; view: View }) {
  if (people.length === 0) return null
  return (
    <div>
      <dt>People</dt>
      <dd>
        {people.map((report) => (
          <>
            <strong>
              {plural(report.people, 'person', 'people')} report <bdi>{report.surface}</bdi>
            </strong>{' '}
            since <At at={report.since} view={view} />{' '}
          </>
        ))}
      </dd>
    </div>
  )
}
