import type { NowModel } from '../../dashboards/model/model.ts'
import type { PlanPageModel, PlanScenario, PlanWorkflow } from '../../dashboards/model/plan-page.ts'
import {
  fallbackText,
  hourText,
  moneyText,
  needText,
  objectivesText,
  type PlanEvaluation,
  rtoText,
  type Scenario,
  type WorkflowLine,
} from '../continuity/index.ts'
import { defined, oneLine, wholePercent } from '../core/index.ts'

/** The model of the page of an evaluated plan. @param now the costs of open outages, and the open items after outages */
export function planPageOf(plan: PlanEvaluation, now: Pick<NowModel, 'costs' | 'afterwards'>): PlanPageModel {
  const { at, workflows, scenarios, providers, fixes } = plan
  return {
    at,
    workflows: workflows.map(workflowOf),
    scenarios: scenarios.map(scenarioOf),
    providers: providers
      .filter(({ share }) => share > 0)
      .map(({ target, share }) => `${target} ${wholePercent(share)}`)
      .join(', '),
    fixes: fixes.map(({ text, todo, share, place }) => ({
      ...{ text: oneLine(text, 300), todo: oneLine(todo, 300) },
      ...defined({ gain: share > 0 ? wholePercent(share) : undefined, place: place && oneLine(place, 100) }),
    })),
    people: workflows.reduce((sum, workflow) => sum + workflow.people, 0),
    weekHours: workflows.reduce((sum, workflow) => sum + workflow.weekHours, 0),
    ...{ costs: now.costs ?? [], afterwards: now.afterwards ?? [] },
  }
}

function workflowOf(line: WorkflowLine): PlanWorkflow {
  const { name, people, rate, uses, protection, fallback, owner, shortfalls } = line
  return {
    ...{ name: oneLine(name, 60), people, protection },
    hour: moneyText(people * rate.amount, rate.currency),
    uses: uses.map(needText).join(', and '),
    fallback: oneLine(fallbackText(fallback), 200),
    objectives: objectivesText(line),
    ...defined({ owner: owner && oneLine(owner, 100) }),
    shortfalls: shortfalls.map(({ text }) => oneLine(text, 300)),
  }
}

function scenarioOf(scenario: Scenario): PlanScenario {
  const { down, cells, proven, promised, lost, hourly } = scenario
  return {
    ...{ down, proven, promised, lost, hour: hourText(hourly), rto: rtoText(scenario) },
    cells: cells.map(({ action, backing, why }) => ({
      ...{ action, promised: backing === 'promised' },
      ...defined({ why }),
    })),
  }
}
