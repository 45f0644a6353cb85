import { byInstant } from '../../src/backtest/instants.ts'
import type { Player, Replayed } from '../../src/backtest/player.ts'
import { playTo } from '../../src/backtest/replay.ts'
import type { JudgedRun, Policy } from '../../src/judge/index.ts'

/** Replays a history through several players in one pass; runs must be in order of time. */
export function replay(
  runs: Iterable<JudgedRun>,
  players: readonly Player[],
  policy: Pick<Policy, 'quiet'>,
): readonly Replayed[] {
  const instants = byInstant(playTo(players, policy))
  for (const run of runs) instants.apply(run)
  instants.end()
  return players.map((player) => player.end())
}
