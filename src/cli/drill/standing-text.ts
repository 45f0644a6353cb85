import { type DrillStanding, defined } from '../../core/index.ts'

/** 'The plan was never drilled. Rehearse it with: doorwatch drill' */
export function standingText({ text, stale }: DrillStanding): string {
  return `${text}.${stale ? ' Rehearse it with: doorwatch drill' : ''}\n`
}

/** The same for scripts. */
export function standingJson({ stale, lastAt, score, possible }: DrillStanding): object {
  return {
    stale,
    lastAt: lastAt === undefined ? null : new Date(lastAt).toISOString(),
    ...defined({ score, possible }),
  }
}
