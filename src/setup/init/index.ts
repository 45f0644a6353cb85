// Writes the files a new user starts from: a config, a list of variables, one example probe. Takes answers and a folder,
// gives what was written. Promises: overwrites nothing unless told to, and writes all files or none.
export { type Answers, askAnswers, INIT_TARGETS, type InitTarget, isEmail } from './answers.ts'
export { nextSteps } from './next-steps.ts'
export { type StarterFile, starterFiles } from './templates.ts'
export { writeStarter } from './write.ts'
