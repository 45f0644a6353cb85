// The costs of outages. Takes the history and the plans that are stored with incidents and notices; gives outages with their
// plans and trouble, and their prices. Promises: an outage is priced with the plan at the time when it opened; the same outage
// has the same price wherever it is shown; unmeasured time is reported and never priced; work that two outages stop at the
// same time is priced once; the cost of reading depends on the surfaces of the plan, not on those watched; changes nothing.
export { costJson } from './cost-json.ts'
export { type OutageCost, priceOutage } from './outage.ts'
export { readOutages, settledTrouble } from './read-incidents.ts'
export { OWN_CLASSES, readOwnOutages } from './read-notices.ts'
export { costWords, unknownWords } from './words.ts'
