// Writes the starter files: a configuration, a list of variables, an example probe. Takes answers and a folder, gives the
// files. Promises: overwrites nothing without `force`, and writes all files or none.
export { type Answers, askAnswers, INIT_TARGETS, type InitTarget, isEmail } from './answers.ts'
export { nextSteps } from './next-steps.ts'
export { starterFiles } from './templates.ts'
export { writeStarter } from './write.ts'
