// Facts about this machine, its processes and its ports. Takes a port; gives the process that listens on it, or makes a server
// listen; takes a file, and gives the note of the process that runs.
// Promises: `holderText` and `portHolder` never throw, and give undefined where the system does not show the process (not
// Linux, processes of other users); a port that cannot be had is an error that names who has it.
export { closeServer, listenOn, type WantedPort } from './listen.ts'
export { holderText, type PortHolder, portHolder } from './port-holder.ts'
export { readProcessNote } from './process-note.ts'
