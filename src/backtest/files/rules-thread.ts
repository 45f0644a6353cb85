import { parentPort, workerData } from 'node:worker_threads'
import { backtest } from '../backtest.ts'
import { type FileOfRuns, runsIn } from './file-runs.ts'
import { theirPlayers } from './rules-in-thread.ts'

// The thread of theirs.ts: takes a file of runs, gives what the rules of other monitors make of it.
const { replayed } = backtest(runsIn(workerData as FileOfRuns), theirPlayers, { quiet: [], hindsight: false })
parentPort?.postMessage(replayed)
