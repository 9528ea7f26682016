/** Shell commands. Pure. */

import type { Scenario } from '../../../bench/scenarios/scenario.ts'

/** Joins words, each quoted where a POSIX shell requires it. */
export function shellCommand(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ')
}

/** The closest command for a run that no command started. */
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
