// Facts about this machine, its processes and its ports. Takes a port; gives the process that listens on it, or makes a server
// listen; takes a file that other processes read, and gives the note of the process that runs, or replaces it.
// Promises: `holderText` and `portHolder` never throw, and give undefined where the system does not show the process (not
// Linux, processes of other users); a port that cannot be had is an error that names who has it; a file that is replaced is
// never read in part.
export { closeServer, listenOn, type WantedPort } from './listen.ts'
export { holderText, portHolder } from './port-holder.ts'
export { readProcessNote } from './process-note.ts'
export { replaceFile } from './replace-file.ts'
