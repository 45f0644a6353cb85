// npx tsc -p test/bench/store && node dist/test/bench/store/main.js
import { benchStore } from './year.ts'

for (const { what, value, unit } of await benchStore()) process.stdout.write(`${what}: ${value} ${unit}\n`)
