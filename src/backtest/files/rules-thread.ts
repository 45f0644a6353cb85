import { parentPort, workerData } from 'node:worker_threads'
import { backtest } from '../backtest.ts'
import { type FileOfRuns, runsIn } from './file-runs.ts'
import { rulePlayers } from './rules-in-thread.ts'

// Worker thread of rules-in-thread.ts. Takes a file of runs; gives the incidents and alerts of the paging rules.
const { replayed } = backtest(runsIn(workerData as FileOfRuns), rulePlayers, { quiet: [], hindsight: false })
parentPort?.postMessage(replayed)
