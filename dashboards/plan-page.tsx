import { count, plural } from '../src/core/index.ts'
import { assets } from './model/assets.ts'
import type { PlanPageModel } from './model/plan-page.ts'
import { contentSecurityPolicy } from './model/policy.ts'
import { Afterwards } from './parts/afterwards.tsx'
import { CostSoFar } from './parts/costs.tsx'
import { Head } from './parts/head.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Fixes, Matrix, PlanShares, Readiness } from './parts/plan.tsx'
import { planHeadline } from './words/plan-headline.ts'
import type { View } from './words/view.ts'

/** The page of the continuity plan. Works without scripts, and has none. */
export function planDocument(model: PlanPageModel, view: View): string {
  const { style, planStyle } = assets()
  const headline = planHeadline(model)
  const page = (
    <html lang="en">
      <Head title={`${headline.text} Doorwatch plan`} styles={[style, planStyle]} />
      <body>
        <a class="skip" href="#main">
          Skip to the plan
        </a>
        <Masthead view={view} targets={[]} />
        <main id="main" class="plan-page">
          <p class="back">
            <a href="/">Front page</a>
          </p>
          <Lead model={model} />
          {model.workflows.length === 0 ? (
            <FirstWorkflow />
          ) : (
            <>
              <Afterwards items={model.afterwards} view={view} />
              <Matrix model={model} />
              <PlanShares scenarios={model.scenarios} />
              <Fixes fixes={model.fixes} />
              <Readiness workflows={model.workflows} />
            </>
          )}
        </main>
        <footer class="colophon">
          <p>
            Doorwatch {view.version}. Evaluated {view.format.dated(view.at)} {view.format.offset(view.at)}. On a
            terminal: <code>doorwatch plan</code>; on paper: <code>doorwatch plan --print</code>. As data:{' '}
            <a href="/api/v1/plan">plan</a>.
          </p>
        </footer>
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

/** The headline, and how much work there is. */
function Lead({ model }: { model: PlanPageModel }) {
  const headline = planHeadline(model)
  return (
    <section class={`lead is-${headline.standing}`} aria-labelledby="headline">
      <h1 id="headline">{headline.text}</h1>
      <dl class="facts">
        <div>
          <dt>Work</dt>
          <dd>
            <strong>{plural(model.workflows.length, 'workflow')}</strong>, {plural(model.people, 'person', 'people')},{' '}
            {count(Math.round(model.weekHours))} work hours a week
          </dd>
        </div>
        {model.providers === '' ? null : (
          <div>
            <dt>Work hours that need each provider</dt>
            <dd>
              <bdi>{model.providers}</bdi>
            </dd>
          </div>
        )}
        <CostSoFar costs={model.costs} />
      </dl>
    </section>
  )
}

/** The content security policy of the page: its own styles and links. */
export function planPolicyText(): string {
  const { style, planStyle } = assets()
  return contentSecurityPolicy({ styles: [style, planStyle], pictures: ['data:'], live: true })
}

function FirstWorkflow() {
  return (
    <p class="expect">
      The configuration has no workflow. <code>doorwatch plan</code> prints how to write the first one.
    </p>
  )
}
