/** Commands as a shell takes them. Pure. */

import type { Scenario } from '../../../bench/scenarios/scenario.ts'

/** Words in a row, each quoted where a POSIX shell would not take it as it is. */
export function shellCommand(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ')
}

/** For a run that was not started by a command: the one that comes closest. */
export function commandOf({ name, modes, topology, load, trials, seed }: Scenario): string {
  const options = {
    modes: modes.join(','),
    replicas: topology.replicas,
    users: load.users,
    duration: load.durationSeconds,
    trials,
    seed,
  }
  const words = Object.entries(options).flatMap(([option, value]) => [`--${option}`, String(value)])
  return shellCommand(['npx', 'lab', 'run', name, ...words])
}
