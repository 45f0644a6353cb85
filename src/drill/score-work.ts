import { backingOf } from '../continuity/index.ts'
import { formatDuration, type Workflow } from '../core/index.ts'
import { type Check, type Component, check, componentOf, ofWorkflow } from './component.ts'
import type { Impact, WorkflowImpact } from './impact.ts'
import type { DrilledPlan } from './plan.ts'
import type { PlayedAlert } from './record.ts'
import type { Recovery } from './recovery.ts'

const SWITCH = { points: 20, alerted: 0.4, inTime: 0.3, proven: 0.3 }
const WORK_POINTS = 25

/** Whether each affected workflow got an alert with its fallback, in time, and the fallback is proven. Weighted by people. */
export function switchComponent(
  plan: DrilledPlan,
  recoveries: readonly Recovery[],
  alerts: readonly PlayedAlert[],
): Component {
  const people = recoveries.reduce((sum, { workflow }) => sum + peopleOf(plan, workflow), 0)
  return componentOf(
    'Switch',
    recoveries.flatMap((recovery) => {
      const index = plan.workflows.findIndex(({ name }) => name === recovery.workflow)
      const workflow = plan.workflows[index]
      if (!workflow || people === 0) return []
      const points = (SWITCH.points * workflow.people) / people
      return switchChecks({ workflow, index, recovery, points }, plan, alerts)
    }),
  )
}

function peopleOf({ workflows }: DrilledPlan, workflow: string): number {
  return workflows.find(({ name }) => name === workflow)?.people ?? 0
}

function switchChecks(
  { workflow, index, recovery, points }: { workflow: Workflow; index: number; recovery: Recovery; points: number },
  plan: DrilledPlan,
  alerts: readonly PlayedAlert[],
): readonly Check[] {
  const { name, fallback } = workflow
  const place = `workflows[${index}]`
  const of = ofWorkflow(workflow)
  if (!fallback) {
    const todo = 'Give it a fallback: switchTo({ … }), manual({ … }) or stop({ … }).'
    return [check(points, false, { ...of, line: `${place}.fallback`, text: `"${name}" has no fallback`, todo })]
  }
  const isAlerted = alerts.some(({ workflows }) => workflows.includes(name))
  const shortfall = backingOf(workflow, plan.readiness, plan.readAt)?.shortfalls[0]
  return [
    check(points * SWITCH.alerted, isAlerted, {
      ...{ ...of, line: `${place}.uses` },
      text: `no alert contained the fallback of "${name}"`,
      todo: 'List every surface that it needs in uses, and probe it often enough.',
    }),
    rtoCheck(points * SWITCH.inTime, { workflow, place, recovery }),
    check(points * SWITCH.proven, shortfall === undefined, {
      ...{ ...of, line: `${place}.fallback` },
      text: `"${name}": ${shortfall?.text ?? ''}`,
      todo: shortfall?.todo ?? '',
    }),
  ]
}

/** Whether the workflow was back within its RTO. A stop needs none. */
function rtoCheck(
  points: number,
  { workflow, place, recovery }: { workflow: Workflow; place: string; recovery: Recovery },
): Check {
  const { name, fallback } = workflow
  const of = ofWorkflow(workflow)
  if (fallback?.kind === 'stop') return { points, won: 1 }
  if (recovery.rto === 'none') {
    const todo = 'Set recoverWithin: how long its people may wait.'
    return check(points, false, {
      ...of,
      line: `${place}.recoverWithin`,
      text: `"${name}" has no recovery time objective`,
      todo,
    })
  }
  const objective = formatDuration(recovery.objectiveMs ?? 0)
  if (recovery.rto === 'unknown') {
    return check(points, false, {
      ...{ ...of, line: `${place}.fallback` },
      text: `how long the fallback of "${name}" takes was never measured (objective ${objective})`,
      todo:
        fallback?.kind === 'switch'
          ? 'Prove the switch: doorwatch drill --through <your gateway>.'
          : 'Renew the guide and name its owner.',
    })
  }
  const after = recovery.afterMs ?? recovery.toldAfterMs
  return check(points, recovery.rto === 'met', {
    ...{ ...of, line: `${place}.recoverWithin` },
    text: `"${name}" recovered after ${after === undefined ? 'an unknown time' : formatDuration(after)}, its objective is ${objective}`,
    todo: 'Detect and switch faster, or agree on a longer recoverWithin.',
  })
}

/** The share of the work hours that went on under proven fallbacks. Workflows that stop on purpose do not count. */
export function workComponent(plan: DrilledPlan, impact: Impact): Component {
  const counted = plan.workflows
    .map((workflow, index) => ({ workflow, index, impact: impact.workflows[index] }))
    .filter(({ workflow, impact }) => workflow.fallback?.kind !== 'stop' && (impact?.hours ?? 0) > 0)
  const total = counted.reduce((sum, { impact }) => sum + (impact?.hours ?? 0), 0)
  return componentOf(
    'Work',
    counted.flatMap(({ workflow, index, impact }) =>
      impact ? [workCheck(workflow, index, impact, (WORK_POINTS * impact.hours) / total)] : [],
    ),
  )
}

function workCheck(workflow: Workflow, index: number, impact: WorkflowImpact, points: number): Check {
  const { name, fallback } = workflow
  const { hours, lostHours, promisedHours } = impact
  const share = Math.round((100 * lostHours) / hours)
  const of = ofWorkflow(workflow)
  const line = `workflows[${index}].fallback`
  const lost = `"${name}" lost ${share} % of its work hours`
  const missing =
    promisedHours > 0
      ? {
          text: `${lost}, ${Math.round((100 * promisedHours) / hours)} % of them only because its fallback is not proven`,
          todo:
            fallback?.kind === 'switch'
              ? 'Prove the switch: doorwatch drill --through <your gateway>.'
              : 'Renew the guide and name its owner.',
        }
      : {
          text: lost,
          todo: fallback
            ? 'Find a fallback that carries more of the work.'
            : 'Give it a fallback: switchTo({ … }), manual({ … }) or stop({ … }).',
        }
  return { points, won: 1 - lostHours / hours, missing: { ...of, line, ...missing } }
}
