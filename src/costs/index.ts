// What outages cost. Takes the history and the plans that are kept with incidents and notices; gives outages with all that
// prices them, and their prices. Promises: an outage is priced with the plan of the time when it opened; the same outage has
// the same price wherever it is shown; time that is not measured is given and never priced; work that two outages stop at the
// same time is priced once; reads as much as the plan has surfaces, however many are watched; changes nothing.
export { type CostJson, costJson } from './cost-json.ts'
export { type OutageCost, type PricedOutage, priceOutage } from './outage.ts'
export { readOutages, settledTrouble } from './read-incidents.ts'
export { OWN_CLASSES, readOwnOutages } from './read-notices.ts'
export { costWords, unknownWords } from './words.ts'
