// The versioned JSON API. Takes the history and the schedule of the worker, gives routes under /api/v1 whose answers follow the
// schemas at /api/v1/schema.json. Promises: fields keep their names and meaning; a page is read once per cursor.
export { listParameter, nameParameter, readQuery } from './query.ts'
export { type ApiV1Deps, apiV1Routes } from './routes.ts'
export { jsonSchemas, LISTS } from './schemas.ts'
export { singleQuery } from './single-query.ts'
